using System.Globalization;
using Fluid;
using Fluid.Values;

namespace JieSuJiBan.Engine.Expressions;

/// <summary>A template made more text than it may; the message says which limit.</summary>
internal sealed class LiquidSizeException(string message, string chinese) : Exception(message)
{
    /// <summary>The same, zh-CN.</summary>
    public string Chinese { get; } = chinese;
}

/// <summary>What a template renders into: ends it at a length, because a short loop can write without end.</summary>
internal sealed class LiquidOutput() : StringWriter(CultureInfo.InvariantCulture)
{
    /// <summary>Longest result, in UTF-16 units.</summary>
    public const int MaxLength = 256 * 1024;

    /// <summary>Longest text that a template keeps or hands to a filter: filters can double it, and be chained.</summary>
    public const int MaxPieceLength = 32 * 1024;

    /// <summary>Most items of a list that a template keeps or hands to a filter.</summary>
    public const int MaxItems = 10_000;

    private static readonly string[] GrowingFilters =
    [
        "append", "prepend", "escape", "escape_once", "h", "newline_to_br", "url_encode", "base64_encode", "base64_url_safe_encode",
        "json", "base64", "replace", "replace_first", "replace_last", "join", "concat", "format_string", "handle", "handleize",
    ];

    private static readonly string[] WorkingFilters =
    [
        "split", "sort", "sort_natural", "map", "uniq", "reverse", "compact", "where", "reject", "find", "find_index", "has", "group_by", "sum", "slice", "first", "last", "size",
        "strip", "lstrip", "rstrip", "upcase", "downcase", "capitalize", "truncate", "truncatewords", "strip_html", "strip_newlines", "remove", "remove_first", "remove_last",
        "url_decode", "base64_decode", "base64_url_safe_decode", "md5", "sha1", "sha256", "hmac_sha1", "hmac_sha256", "keys",
    ];

    public override void Write(char value)
    {
        Reserve(1);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Reserve(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(string? value)
    {
        Reserve(value?.Length ?? 0);
        base.Write(value);
    }

    /// <summary>Bounds what templates assign, capture and hand to filters that make text longer.</summary>
    public static void Bound(TemplateOptions options)
    {
        options.Assigned = (_, value, _) => Bounded(value);
        options.Captured = (_, value, _) => Bounded(value);
        foreach (var name in GrowingFilters)
        {
            if (!options.Filters.TryGetValue(name, out var filter)) continue;
            options.Filters.AddFilter(name, (input, arguments, context) =>
            {
                _ = Bounded(input);
                var length = (long)Weight(input);
                for (var i = 0; i < arguments.Count; i++) length = Math.Max(length, 1) * Math.Max(Weight(Bounded(arguments.At(i))), 1);
                if (name is "replace" or "join" && length > MaxLength * 16L) throw TooLong(MaxLength);
                return filter(input, arguments, context);
            });
        }
    }

    /// <summary>Takes what filters work on from what a template may have: each is cheap, and a loop asks for thousands.</summary>
    public static void Meter(TemplateOptions options)
    {
        foreach (var name in GrowingFilters.Concat(WorkingFilters))
        {
            if (!options.Filters.TryGetValue(name, out var filter)) continue;
            var cell = name is "split" ? 64 : 2;
            options.Filters.AddFilter(name, (input, arguments, context) =>
            {
                LiquidTime.MeterOf(context)?.Charge(Weight(input) * (input is ArrayValue ? 64L : cell));
                return filter(input, arguments, context);
            });
        }
    }

    private static FluidValue Bounded(FluidValue value) => value switch
    {
        StringValue text when text.ToStringValue().Length > MaxPieceLength => throw TooLong(MaxPieceLength),
        ArrayValue list when list.Values.Count > MaxItems => throw new LiquidSizeException($"a list has more than {MaxItems} items", $"列表超过 {MaxItems} 项"),
        _ => value,
    };

    private static int Weight(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Count,
        _ => 1,
    };

    private static LiquidSizeException TooLong(int limit) => new($"a text has more than {limit} characters", $"文本超过 {limit} 个字符");

    private void Reserve(int count)
    {
        if (GetStringBuilder().Length + count > MaxLength) throw TooLong(MaxLength);
    }
}
