using JieSuJiBan.Engine.Expressions;

namespace JieSuJiBan.Engine.Tests.Expressions;

/// <summary>No built-in call takes gigabytes or minutes: what would is refused before, in our own words, and the same each time.</summary>
public class Hostile_scripts
{
    private const long MostBytes = 400L * 1024 * 1024;

    private static readonly ExpressionEvaluator evaluator = new();

    private static ExpressionResult Run(string script, int? semantics = null, string type = "JavaScript") =>
        evaluator.Evaluate(new(type, Engine.Values.Value.Of(script)), "Object", new TestScope { Semantics = semantics ?? Semantics.Current });

    public static TheoryData<string> Scripts { get; } =
    [
        "'x'.repeat(536870888)",
        "'x'.repeat(2 ** 30).length",
        "'x'['rep' + 'eat'](1e8)",
        "const r = ''.repeat; r.call('ab', 1e8)",
        "String.prototype.repeat.apply('ab', [1e8])",
        "'a'.padStart(1e9, 'bc')",
        "'a'.padEnd(3e8)",
        "'a'.repeat(100000).replace(/a/g, 'b'.repeat(10000)).length",
        "'a'.repeat(100000).replaceAll('a', 'b'.repeat(10000)).length",
        "'a'.repeat(100000).replace(/a/g, \"$'$'$'$'\").length",
        "'a'.repeat(100000).replace(/a/g, () => 'b'.repeat(10000)).length",
        "'a'.repeat(100000).split('').join('b'.repeat(10000)).length",
        "Array(1000000).fill('x').join('y'.repeat(1000)).length",
        "new Array(1000000).join('ab'.repeat(10000)).length",
        "let s = 'x'; for (let i = 0; i < 60; i++) s += s; s.length",
        "let s = 'x'; for (let i = 0; i < 60; i++) s = s + s; s.length",
        "let s = 'x'; for (let i = 0; i < 60; i++) s = `${s}${s}`; s.length",
        "let s = 'x'; for (let i = 0; i < 60; i++) s = s.concat(s, s); s.length",
        "let s = 'x'.repeat(4000000); [" + string.Join(",", Enumerable.Repeat("s", 1000)) + "].join('')",
        "let s = 'x'.repeat(4000000); (" + string.Join("+", Enumerable.Repeat("s", 1000)) + ").length",
        "let s = 'x'.repeat(4000000); `" + string.Concat(Enumerable.Repeat("${s}", 1000)) + "`.length",
        "let a = ['x'.repeat(1000)]; for (let i = 0; i < 40; i++) a = [a, a]; String(a).length",
        "let a = ['x'.repeat(1000)]; for (let i = 0; i < 40; i++) a = [a, a]; (a + '').length",
        "let a = ['x'.repeat(1000)]; for (let i = 0; i < 40; i++) a = [a, a]; JSON.stringify(a).length",
        "let a = ['x'.repeat(1000)]; for (let i = 0; i < 40; i++) a = [a, a]; toJson(a).length",
        "let a = {}; for (let i = 0; i < 60; i++) a = {a, b: a}; JSON.stringify(a).length",
        "let a = ['x']; for (let i = 0; i < 60; i++) a = [a, a]; a",
        "let a = ['x']; for (let i = 0; i < 60; i++) a = [a, a]; variables.Data = a; 1",
        "let a = ['x']; for (let i = 0; i < 60; i++) a = [a, a]; a.flat(Infinity).length",
        "new Uint8Array(2e9).length",
        "new Float64Array(1e8).length",
        "new ArrayBuffer(1e9).byteLength",
        "new ArrayBuffer(8, { maxByteLength: 1e9 }).byteLength",
        "new (bytesFromString('a').constructor)(2e9).length",
        "Reflect.construct(Uint8Array, [2e9]).length",
        "Uint8Array.from({ length: 1e9 }).length",
        "class Big extends Uint8Array {} new Big(2e9).length",
        "Array(1e9).fill(0).length",
        "Array.from({ length: 1e9 }).length",
        "Array.from({ length: 4e9 }, (_, i) => i).length",
        "Array.prototype.map.call({ length: 4e9 }, x => x).length",
        "Array.prototype.indexOf.call({ length: 9e15 }, 1)",
        "Math.max.apply(null, { length: 1e9 })",
        "[...Array(1e7).keys()].length",
        "var b = 3n ** 200000n; for (var i = 0; i < 20; i++) b = b * b; b > 1n",
        "let b = 3n; for (let i = 0; i < 60; i++) b *= b; b > 1n",
        "2n ** 1000000000n",
        "let b = 2n; b **= 1000000000n; b",
        "const o = { b: 2n }; o.b **= 1000000000n; o.b",
        "1n << 2000000000n",
        "let b = 1n; b <<= 2000000000n; b",
        "1n >> -2000000000n",
        "BigInt.asUintN(2147483647, -1n)",
        "BigInt('9'.repeat(1000000)) > 1n",
        "String.raw({ raw: { length: 1e9 } }, 'a')",
        "const f = () => f(); f()",
        "const f = () => Promise.resolve().then(f); f()",
        "Array(1000).fill(0).map(() => Array(1000).fill(0).map(() => Array(1000).fill(0).map(() => 1))).length",
        "Array(1000000).fill(0).map((_, i) => -i).sort((a, b) => a - b)[0]",
        "new RegExp('(a|b)'.repeat(500000)).test('a')",
        "/a/.constructor('(a|b)'.repeat(500000)).test('a')",
        "'a'.match('(a|b)'.repeat(500000))",
        "const a = Array(1000000).fill(1); for (let i = 0; i < 90000; i++) a.includes(2)",
        "new Promise(() => {})",
        "async function f() { await new Promise(() => {}) } f()",
        "({ then() {} }), Promise.resolve({ then() {} })",
        "while (true) {}",
        "try { 'x'.repeat(536870888) } catch (e) { 'kept' }",
        "try { while (true) {} } finally { 1 }",
        "with ({}) { 'x'.repeat(536870888) }",
        "let o = {}; for (let i = 0; i < 1e9; i++) o[i] = i",
        "'a'.repeat(2000000).normalize('NFD').repeat(100).length",
        "JSON.parse('[' + '1,'.repeat(2000000) + '1]').length + JSON.parse('['.repeat(100000))",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void What_a_script_must_not_take_is_refused_with_bounded_memory_and_the_same_each_time(string script)
    {
        _ = Run("1 + 1");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var first = Run(script);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.NotNull(first.Error);
        Assert.True(taken < MostBytes, $"{taken / 1024 / 1024} MB, {first.Error.Code}");
        Assert.False(first.Error.Code.StartsWith("script.safety", StringComparison.Ordinal), first.Error.Code);
        Assert.Equal(first, Run(script));
    }

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}x{% endfor %}")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}{{ a }}")]
    [InlineData("{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | replace: 'x', 'xxxxxxxxxx' %}{% endfor %}{{ a }}")]
    [InlineData("{% for i in (1..10000) %}{% for j in (1..10000) %}{% for k in (1..10000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..20) %}{% assign a = a | append: a | append: a | append: a %}{% assign b = a | split: '' %}{% endfor %}{{ a }}")]
    [InlineData("{% for i in (1..20000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}")]
    [InlineData("{{ '9' | times: 9999999999 | times: 9999999999 | times: 9999999999 }}{% for i in (1..20000) %}{% for j in (1..2) %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign a = 'x' %}{% for i in (1..14) %}{% assign a = a | append: a %}{% endfor %}{% for i in (1..9000) %}{% assign b = a | split: '' | sort | uniq %}{% endfor %}")]
    [InlineData("{{ 'now' | time_zone: 'Mars/Olympus' | date: '%H' }}")]
    public void What_a_template_must_not_take_is_refused_with_bounded_memory_and_the_same_each_time(string template)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var first = Run(template, type: "Liquid");
        Assert.NotNull(first.Error);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes);
        Assert.Equal(first, Run(template, type: "Liquid"));
    }

    [Theory]
    [InlineData("1 + 2 * 3")]
    [InlineData("(1, 2) + 3")]
    [InlineData("2 ** 3 ** 2")]
    [InlineData("(2) /* ** */ ** (1, 3)")]
    [InlineData("let a = 2; a **= 3, 4; a")]
    [InlineData("const o = { n: 3, b: 3n }; o.n **= 2; o.b **= 3n; o.n + Number(o.b)")]
    [InlineData("(-1n) ** 1000000001n")]
    [InlineData("5n ** 100n % 7n")]
    [InlineData("1n << 100n >> 98n")]
    [InlineData("let b = 7n; b <<= 3n; b *= 2n; b")]
    [InlineData("let s = 'a'\ns += 'b'\ns += 1 + 2\ns")]
    [InlineData("const f = x => ({ a: x + 1 }); f(1).a + f(2).a")]
    [InlineData("const f = async x => await x; 1")]
    [InlineData("[3, 1, 2].sort((a, b) => a - b).join('') + [1, [2, [3, null]]] + [undefined]")]
    [InlineData("`${1}-${'a' + `${2}`}-${[1, 2]}`")]
    [InlineData("((s, ...v) => s.raw.join('|') + v.map(x => typeof x).join())`a${1}b${{}}c`")]
    [InlineData("'a-b-c'.replace(/-(.)/g, (all, one) => one.toUpperCase()) + 'x.y.z'.replaceAll('.', '$&$&') + 'aXbX'.replace('X', '$`')")]
    [InlineData("'abc'.split('').reverse().join('') + 'a,b'.split(',').length + ' x '.trim() + 'ab'.repeat(3) + '7'.padStart(3, '0')")]
    [InlineData("new Uint8Array([1, 2, 300]).join() + new Uint8Array(2).constructor.name + (new Uint8Array(1) instanceof Uint8Array)")]
    [InlineData("class A extends Uint8Array { get two() { return this.length * 2 } } new A(3).two")]
    [InlineData("JSON.stringify({ a: [1, { b: 'x' }], d: new Date(0), e: undefined }) + JSON.stringify([1], null, 2)")]
    [InlineData("BigInt('12345678901234567890') * 2n + BigInt.asUintN(8, 257n)")]
    [InlineData("const a = [1]; a.push(a); String(a)")]
    [InlineData("const a = Array(1000).fill(0).map((_, i) => i); let n = 0; for (let i = 0; i < 5000; i++) if (a.includes(i)) n++; n")]
    [InlineData("new RegExp('a+').exec('baac')[0] + (/x/ instanceof RegExp) + /x/.constructor.name + RegExp('b').source")]
    [InlineData("Array.from({ length: 3 }, (_, i) => i * i).concat([7], 8).map(String).join('/')")]
    [InlineData("let n = 0; for (const i of Array(1000).keys()) n += i; n")]
    [InlineData("(function () { return arguments.length + this.x })?.call({ x: 1 }, 2, 3)")]
    [InlineData("Math.max(...[1, 5, 3]) + Math.max.apply(null, [4, 9])")]
    [InlineData("let t = ''; for (let i = 0; i < 20000; i++) t += 'row ' + i + '\\n'; t.length")]
    [InlineData("'x'.repeat(100000).replace(/x/g, 'yy').length")]
    [InlineData("Promise.all([1, Promise.resolve(2)]).then(v => v.join('+'))")]
    public void What_a_script_may_do_gives_the_same_as_before(string script)
    {
        var bounded = Run(script);
        Assert.Null(bounded.Error);
        Assert.Equal(Run(script, Semantics.First), bounded);
    }

    [Theory]
    [InlineData("null.x")]
    [InlineData("nope()")]
    [InlineData("new Array(-1)")]
    [InlineData("JSON.parse('{')")]
    [InlineData("decodeURIComponent('%')")]
    [InlineData("Promise.reject(undefined)")]
    [InlineData("null[Symbol()]")]
    public void The_words_of_a_library_do_not_enter_what_is_recorded(string script)
    {
        var (then, now) = (Run(script, Semantics.First).Error!, Run(script).Error!);
        Assert.Equal("script.failed", now.Code);
        Assert.NotEqual(then.English, now.English);
    }

    [Theory]
    [InlineData("throw new Error('no house number')", "no house number")]
    [InlineData("throw new TypeError('no ' + 'unit')", "no unit")]
    [InlineData("throw 'just words'", "just words")]
    [InlineData("Promise.reject(1).catch(() => { throw new Error('kept') })", "kept")]
    [InlineData("ticket.class = 'x'", "read-only")]
    public void The_words_of_the_script_itself_do(string script, string words) => Assert.Contains(words, Run(script).Error!.English, StringComparison.Ordinal);

    [Theory]
    [InlineData("let a = 1 + 2 + a0; let b = (a + 1) * null.x", 1, 17)]
    [InlineData("let a = x => x + 1;\n  a(1) + a(2) + a.b.c", 2, 21)]
    [InlineData("let a = 2; a **= 2; a ** null.x", 1, 31)]
    public void A_place_is_that_in_the_script_as_it_was_written(string script, int line, int column)
    {
        var error = Run(script).Error!;
        var before = Run(script, Semantics.First).Error!;
        Assert.Equal((before.Line, before.Column), (error.Line, error.Column));
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("let m; try { null.x } catch (e) { m = e.message } m", "null", "null or undefined")]
    [InlineData("let m; try { null.x } catch ({ message }) { m = message } m", "Cannot", "null or undefined")]
    [InlineData("let m; try { null.x } catch ({ message = 'a' + 'b' }) { m = message } finally { m += '!' } m", "Cannot", "null or undefined")]
    [InlineData("let m; try { nobody } catch (e) { m = String(e) } m", "defined", "does not exist")]
    [InlineData("let m; try { JSON.parse('{') } catch (e) { m = e.message } m", "Unexpected", "not well formed")]
    [InlineData("let m; try { new RegExp('(') } catch (e) { m = e.message } m", "Unterminated", "not well formed")]
    [InlineData("let m; try { [].reduce((a, b) => a) } catch (e) { m = 'a member of null or undefined' + e.stack } m", "reduce", "a member of null or undefined")]
    [InlineData("let m; try { try { null.x } catch (e) { throw e } } catch (e) { m = e.message } m", "Cannot", "null or undefined")]
    [InlineData("let m; Promise.resolve().then(() => null.x).catch(e => { m = e.message }); (async () => { await null; await null; await null; await null; return m })()", "Cannot", "null or undefined")]
    [InlineData("(async () => { try { await Promise.resolve().then(() => null.x) } catch (e) { return e.message } })()", "Cannot", "null or undefined")]
    [InlineData("Promise.allSettled([Promise.resolve().then(() => null.x)]).then(all => all[0].reason.message)", "Cannot", "null or undefined")]
    public void The_words_of_a_library_do_not_enter_what_a_script_keeps(string script, string theirs, string ours)
    {
        var kept = Run(script).Value.AsString()!;
        Assert.Contains(ours, kept, StringComparison.Ordinal);
        if (!ours.Contains(theirs, StringComparison.Ordinal)) Assert.DoesNotContain(theirs, kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("let m; try { throw new Error('mine') } catch (e) { m = e.message } m", "mine")]
    [InlineData("let m; class E extends Error {} try { throw new E('mine') } catch (e) { m = [e.message, e instanceof E, e instanceof Error] } m.join()", "mine,true,true")]
    [InlineData("Promise.reject(new RangeError('mine')).catch(e => e.message)", "mine")]
    [InlineData("const e = new Error('mine'); let m; try { throw e } catch (x) { m = x === e && x.message } m", "mine")]
    [InlineData("let m; try { null.x } catch (e) { m = e.name + (e instanceof TypeError) } m", "TypeErrortrue")]
    [InlineData("let m; for (const i of [1, 2]) { try { if (i == 1) continue; m = i } catch (e) { m = 0 } } m", 2)]
    public void What_a_script_throws_itself_it_catches_as_it_was(string script, object kept) => Assert.Equal(kept.ToString(), Engine.Values.ValueConverter.ToText(Run(script).Value));

    [Theory]
    [InlineData("with (new Proxy({}, { has: () => true, get: (t, k) => k === Symbol.unscopables ? undefined : (...a) => a[0] })) { var s = 'x'.repeat(4000000); [s + s] }")]
    [InlineData("var s = 'x'.repeat(4000000); with (new Proxy({}, { has: (t, k) => k !== 's', get: () => (...a) => a[0] })) { s + s }")]
    public void What_with_opens_does_not_stand_before_the_bounds(string script)
    {
        var result = Run(script);
        Assert.True(result.Error is { Code: "script.textTooLong" } || result.Value.ToString().Length < 4_200_000, result.ToString());
    }
}
