using FsCheck;
using FsCheck.Fluent;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Tests.Policies;

/// <summary>Policies as forms: what is typed reaches the file, what is not shown stays, and the text changes no more than the content.</summary>
public sealed class When_a_policy_is_filled_in_as_a_form
{
    private static readonly string[] Folders = ["beijing", "jinan"];

    public static TheoryData<string, string> Files { get; } = [.. Folders.SelectMany(folder => Directory.GetFiles(Pack(folder), "*.json").Select(file => (folder, Path.GetFileName(file))))];

    [Theory]
    [MemberData(nameof(Files))]
    public void a_file_that_does_not_change_keeps_every_character(string folder, string file)
    {
        var text = Text(folder, file);
        Assert.Equal(text, FormattedJson.Rewrite(text, CanonicalJson.Parse(text)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void whatever_changes_the_text_says_it_and_lines_without_change_stay(string folder, string file)
    {
        var text = Text(folder, file);
        var content = CanonicalJson.Parse(text);
        foreach (var changed in Changes(content).Take(60))
        {
            var after = FormattedJson.Rewrite(text, changed);
            Assert.Equal(changed, CanonicalJson.Parse(after));
            var (before, now) = (text.Split('\n'), after.Split('\n'));
            Assert.True(before.Except(now).Count() <= 60, $"{before.Except(now).Count()} lines of {file} changed");
        }
    }

    [Fact]
    public void a_limit_of_24_hours_becomes_12_and_nothing_else()
    {
        var text = Text("beijing", "time-limits.json");
        var content = CanonicalJson.Parse(text);
        var index = content["limits"].Items.ToList().FindIndex(row => row["amount"].AsInt64() == 24 && row["unit"].AsString() == "Hour");
        var (place, form) = Open("time-limits.json", text, $"limits[{index}]", ("v.amount", "12"));
        var after = form.Read(place.Field.Fields, place.Path.In(content));
        Assert.Empty(form.Problems);
        var written = FormattedJson.Rewrite(text, place.Path.Put(content, after));
        var (before, now) = (text.Split('\n'), written.Split('\n'));
        Assert.Equal(before.Length, now.Length);
        var line = Assert.Single(Enumerable.Range(0, before.Length), line => before[line] != now[line]);
        Assert.Equal(before[line].Replace("24", "12", StringComparison.Ordinal), now[line]);
    }

    [Fact]
    public void a_new_row_is_laid_out_like_its_neighbours_and_members_stand_in_their_order()
    {
        var text = "{\n  \"limits\": [\n    {\n      \"id\": \"A\",\n      \"step\": \"SignIn\",\n      \"amount\": 2,\n      \"basis\": {\"kind\": \"Law\", \"source\": \"x\"}\n    }\n  ]\n}\n";
        var content = CanonicalJson.Parse(text);
        var row = content["limits"][0].With("id", Value.Of("B"));
        var after = FormattedJson.Rewrite(text, content.With("limits", Value.Of([content["limits"][0], row])));
        Assert.Equal(text.Replace("\n    }\n  ]", "\n    },\n    {\n      \"id\": \"B\",\n      \"step\": \"SignIn\",\n      \"amount\": 2,\n      \"basis\": {\"kind\": \"Law\", \"source\": \"x\"}\n    }\n  ]", StringComparison.Ordinal), after);
        Assert.Equal("{\"a\": [1, 2], \"c\": {\"x\": \"中\"}}", FormattedJson.Rewrite("{\"a\": [1], \"b\": 2}", CanonicalJson.Parse("{\"a\":[1,2],\"c\":{\"x\":\"中\"}}")));
    }

    [Fact]
    public void whatever_a_text_looks_like_a_change_keeps_every_character_around_it()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            var (head, tail) = ($"{Blank(random)}{{{Blank(random)}\"路\":{Json(random, 2)},{Blank(random)}\"x\" :{Blank(random)}", $"{Blank(random)},\"z\":{Blank(random)}{Json(random, 2)}}}{Blank(random)}");
            var before = head + "[1, {\"y\" : 2 }]" + tail;
            Assert.Equal(before, FormattedJson.Rewrite(before, CanonicalJson.Parse(before)));
            var changed = CanonicalJson.Parse(before).With("x", CanonicalJson.Parse("[1,{\"y\":\"二\"}]"));
            Assert.Equal(head + "[1, {\"y\" : \"二\" }]" + tail, FormattedJson.Rewrite(before, changed));
        }).QuickCheckThrowOnFailure();
    }

    private static readonly string[] Blanks = ["", " ", "\n", "\r\n", "\t  ", "\n    "];

    private static readonly string[] Leaves = ["1", "-0.5e+2", "1.0", "true", "null", "\"\"", "\"a\\\"b,}]\"", "\"\\u4e2d\"", "\"中文\"", "\"\U0001F6A7\"", "\"\\ud83d\\udea7/\""];

    private static string Blank(System.Random random) => Blanks[random.Next(Blanks.Length)];

    private static string Json(System.Random random, int depth) => (depth == 0 ? 0 : random.Next(3)) switch
    {
        0 => Leaves[random.Next(Leaves.Length)],
        1 => $"[{Blank(random)}{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Blank(random) + Json(random, depth - 1) + Blank(random)))}]",
        _ => $"{{{Blank(random)}{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(index => $"{Blank(random)}\"m\\u0030{index}\"{Blank(random)}:{Blank(random)}{Json(random, depth - 1)}{Blank(random)}"))}}}",
    };

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("[1] 2")]
    [InlineData("// a\n1")]
    public void what_is_no_JSON_is_refused(string text)
    {
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => FormattedJson.OrderOf(text));
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => FormattedJson.Rewrite(text, Value.EmptyObject));
    }

    [Fact]
    public void what_the_form_does_not_show_stays_and_what_is_blank_goes()
    {
        var content = CanonicalJson.Parse("""{"limits":[{"id":"A","step":"SignIn","amount":2,"unit":"Hour","secret":{"x":[1]},"match":{"class":"01"},"warnings":[{"elapsedPercent":80},{"before":1,"unit":"Hour"}],"basis":{"kind":"Law","source":"x","article":"y"}}]}""");
        var (place, form) = Open("time-limits.json", content.ToString(), "limits[0]",
            ("v.match.class", ""), ("v.match.channel", ""), ("v.basis.article", ""), ("n.warnings", "4"), ("x.warnings[0]", "true"), ("v.warnings[1].before", "30"), ("v.warnings[1].unit", "Minute"), ("v.warnings[2].elapsedPercent", "50"), ("v.warnings[3].elapsedPercent", ""));
        var after = form.Read(place.Field.Fields, content["limits"][0]);
        Assert.Empty(form.Problems);
        Assert.Equal("""{"amount":2,"basis":{"kind":"Law","source":"x"},"id":"A","secret":{"x":[1]},"step":"SignIn","unit":"Hour","warnings":[{"before":30,"unit":"Minute"},{"elapsedPercent":50}]}""", after.ToString());
    }

    [Theory]
    [InlineData("v.amount", "0", "整数")]
    [InlineData("v.amount", "99999", "3660")]
    [InlineData("v.amount", "2.5", "整数")]
    [InlineData("v.amount", "many", "many")]
    [InlineData("v.amount", "", "请填写")]
    [InlineData("v.unit", "Fortnight", "列表")]
    [InlineData("v.match.class", "no such class", "没有")]
    [InlineData("v.id", "a\u0000b", "不能保存的字符")]
    [InlineData("v.statutory", "perhaps", "是")]
    [InlineData("n.warnings", "1000000", "行数")]
    public void what_is_typed_wrong_is_told_at_its_field_in_both_languages(string field, string typed, string words)
    {
        var text = Text("beijing", "time-limits.json");
        var (place, form) = Open("time-limits.json", text, "limits[0]", (field, typed));
        var before = place.Path.In(CanonicalJson.Parse(text));
        Assert.Equal(before, form.Read(place.Field.Fields, before).With("amount", before["amount"]));
        var problem = Assert.Single(form.Problems);
        Assert.Equal(field[2..], problem.Path);
        Assert.Contains(words, problem.Chinese, StringComparison.Ordinal);
        Assert.NotEmpty(problem.English);
    }

    [Fact]
    public void a_name_stands_for_its_code_and_a_part_of_one_offers_those_that_fit()
    {
        var text = Text("beijing", "organisation.json");
        var content = CanonicalJson.Parse(text);
        var index = content["units"].Items.ToList().FindIndex(row => row["kind"].AsString() == "Subdistrict");
        var (place, form) = Open("organisation.json", text, $"units[{index}]", ("v.parent", "朝阳区"));
        var after = form.Read(place.Field.Fields, place.Path.In(content));
        Assert.True(form.Problems.Count == 1 ? form.Problems[0].Candidates!.Count > 1 : after["parent"].AsString() == "110105", after["parent"].ToString());
    }

    [Fact]
    public void a_limit_and_a_question_are_told_in_a_sentence()
    {
        var text = Text("beijing", "time-limits.json");
        var (place, _) = Open("time-limits.json", text, "limits");
        var row = CanonicalJson.Parse("""{"id":"A","step":"Feedback","amount":24,"unit":"Hour","start":"Dispatch","match":{"requestType":"Complaint","urgency":"Urgent"},"warnings":[{"elapsedPercent":80}]}""");
        Assert.Equal("类型为投诉、紧急程度为紧急的工单：自派单起24小时内完成“办理反馈”；用去80%的时间时预警。", PolicySentence.Of(place.Field, row, place.Pickers, Beijing.Policy, false));
        Assert.Equal("Tickets of type Complaint, that are Urgent: “Feedback” within 24 hours of dispatch; a warning after 80 % of the time.", PolicySentence.Of(place.Field, row, place.Pickers, Beijing.Policy, true));
    }

    [Fact]
    public void every_member_of_every_file_has_words_in_both_languages()
    {
        var without = new List<string>();
        foreach (var (_, file) in Files.Select(row => row.Data)) Walk(PolicyField.OfFile(file, null)!, 0);
        Assert.Empty(without.Distinct());

        void Walk(PolicyField field, int depth)
        {
            foreach (var one in field.Fields)
            {
                if (one.Label(false) == one.Name) without.Add(one.Path);
                without.AddRange(one.Choices.Where(choice => PolicyField.Say(choice, false) == choice).Select(choice => $"{one.Path}: {choice}"));
                if (depth < 6) Walk(one, depth + 1);
            }
        }
    }

    /// <summary>Each row of each list changed, removed, copied and moved.</summary>
    private static IEnumerable<Value> Changes(Value content)
    {
        foreach (var (name, value) in content.MembersByName)
        {
            if (value.Kind == ValueKind.Object)
            {
                foreach (var inner in Changes(value)) yield return content.With(name, inner);
            }

            if (value.Kind != ValueKind.Array || value.Count == 0) continue;
            var items = value.Items.ToList();
            var last = items.Count - 1;
            foreach (var at in new[] { 0, items.Count / 2, last }.Distinct())
            {
                yield return content.With(name, Value.Of(items.Where((_, index) => index != at)));
                yield return content.With(name, Value.Of([.. items.Take(at), items[at], .. items.Skip(at)]));
                if (items[at].Kind == ValueKind.Object) yield return content.With(name, Value.Of(items.Select((item, index) => index == at ? item.With("note", Value.Of("改“动”\n二")) : item)));
                if (at > 0) yield return content.With(name, Value.Of(items.Select((item, index) => index == at ? items[at - 1] : index == at - 1 ? items[at] : item)));
            }
        }
    }

    private static ((PolicyPath Path, PolicyField Field, PolicyPickers Pickers) Place, PolicyForm Form) Open(string file, string text, string at, params (string Name, string Value)[] typed)
    {
        var path = PolicyPath.Of(at)!;
        var pickers = new PolicyPickers(file, CanonicalJson.Parse(text), Beijing.Policy);
        return ((path, path.In(PolicyField.OfFile(file, text)!)!, pickers), new(typed.ToDictionary(one => one.Name, one => (IReadOnlyList<string>)[one.Value], StringComparer.Ordinal), pickers));
    }

    private static string Text(string folder, string file) => File.ReadAllText(Path.Combine(Pack(folder), file));

    private static string Pack(string folder) => Path.Combine(Beijing.Place, "..", folder, "policies");
}
