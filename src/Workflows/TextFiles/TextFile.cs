using JieSuJiBan.Engine;

namespace JieSuJiBan.Workflows.TextFiles;

/// <summary>A text file that was read, and how; or why it cannot be.</summary>
/// <param name="Text">The text; empty where it was refused.</param>
/// <param name="Form">How it was read; null where it was refused.</param>
/// <param name="Refusal">Why it was not read, or null.</param>
public sealed record TextFile(string Text, TextForm? Form, Rejection? Refusal)
{
    /// <summary>Reads a file that is held in memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="isJson">It is to be JSON, which is UTF-8 wherever programs write it.</param>
    public static TextFile Read(ReadOnlySpan<byte> bytes, bool isJson = false)
    {
        var probe = new TextProbe(isJson);
        probe.Add(bytes);
        if (probe.End() is not { } form) return new("", null, Unreadable(probe.OddLine));
        if (form.IsCut) return new("", form, CutOff(form.Name));
        return new(form.Encoding.GetString(bytes[form.MarkLength..]), form, null);
    }

    /// <summary>What is told of a file that is no text in any encoding known here.</summary>
    /// <param name="oddLine">The line that is written otherwise than the rest, from 1; 0 where there is none.</param>
    public static Rejection Unreadable(long oddLine) => oddLine > 0
        ? new(RejectionKind.Content, "text.mixed", $"第 {oddLine} 行的编码与其余各行不同：请用同一种编码重新导出，另存为“CSV UTF-8”或 .xlsx。", $"Line {oddLine} is in another encoding than the rest: export it anew in one encoding, as 'CSV UTF-8' or .xlsx.", Field: "file")
        : new(RejectionKind.Content, "text.encoding", "文字编码不是 UTF-8、UTF-16 或 GB18030，或者不是文字文件：请另存为 UTF-8（表格可另存为“CSV UTF-8”或 .xlsx）。", "The text is neither UTF-8 nor UTF-16 nor GB 18030, or is no text: save it as UTF-8 (a sheet as 'CSV UTF-8' or .xlsx).", Field: "file");

    /// <summary>What is told of a file that ends within a character.</summary>
    /// <param name="encoding">Name of its encoding.</param>
    public static Rejection CutOff(string encoding) => new(RejectionKind.Content, "text.cutOff", $"文件（{encoding}）在一个字的中间断开，不完整：请重新导出或重新传送后再试。", $"The file ({encoding}) ends within a character and is not complete: export or send it again.", Field: "file");
}
