using System.IO.Compression;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>
/// Looks at a packed file before anything of it is unpacked. The sizes that its directory states are the bound: the runtime unpacks no part
/// beyond its stated size, so a bomb that understates it ends there.
/// </summary>
internal static class XlsxBounds
{
    /// <summary>Checks a file; it stands at its beginning afterwards.</summary>
    public static void Check(Stream file)
    {
        using (var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (zip.Entries.Count > SheetLimits.MaximumParts) throw SheetLimits.TooLarge();
            var left = (long)SheetLimits.MaximumUnpackedBytes;
            foreach (var part in zip.Entries)
            {
                if (part.IsEncrypted) throw new SheetException("sheet.locked", "文件有打开密码：请取消密码后再上传。", "The file is protected by a password: take it off and upload that.");
                left -= part.Length;
                // What the SDK reads as a tree.
                var isIndex = part.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase) || part.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase);
                if (part.Length < 0 || left < 0 || (isIndex && part.Length > SheetLimits.MaximumIndexBytes)) throw SheetLimits.TooLarge();
            }
        }

        file.Position = 0;
    }
}
