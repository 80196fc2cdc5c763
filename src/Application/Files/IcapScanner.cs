using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JieSuJiBan.Application.Files;

/// <summary>
/// A scanner behind ICAP (RFC 3507): the file goes there as the answer to a made-up request (RESPMOD), in chunks as it is read. 204 says that nothing
/// was found. An answer that names an infection, or gives back anything else than 204, says that the file must not be taken as it is.
/// </summary>
public sealed class IcapScanner(Uri address) : IFileScanner
{
    private const int DefaultPort = 1344;
    private const int LongestHead = 16 * 1024;

    private static readonly string[] Finds = ["X-Infection-Found", "X-Virus-ID", "X-Violations-Found", "X-Virus-Name"];

    public async Task<ScanResult> ScanAsync(Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : DefaultPort, ct);
        await using var stream = client.GetStream();
        const string request = "GET http://upload.invalid/file HTTP/1.1\r\nHost: upload.invalid\r\n\r\n";
        const string response = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        var head = $"RESPMOD {address.GetLeftPart(UriPartial.Path)} ICAP/1.0\r\nHost: {address.Authority}\r\nUser-Agent: JieSuJiBan\r\nAllow: 204\r\nConnection: close\r\n"
            + $"Encapsulated: req-hdr=0, res-hdr={request.Length}, res-body={request.Length + response.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head + request + response), ct);
        try
        {
            await using (var chunks = new ChunkedStream(stream)) await write(chunks, ct);
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), ct);
        }
        catch (IOException) when (!ct.IsCancellationRequested)
        {
            // It may answer before it has all, and close: what it answered is still to be read.
        }

        return Judge(await HeadAsync(stream, ct));
    }

    private static ScanResult Judge(string head)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not ["ICAP/1.0", var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)) throw new InvalidDataException("The answer is no ICAP.");
        var found = lines.Skip(1).FirstOrDefault(line => Finds.Any(name => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));
        if (found is not null) return new(ScanVerdict.Infected, found[(found.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        return status switch
        {
            204 => new(ScanVerdict.Clean, null),
            // 204 was allowed: whoever sends a file back instead has made another of it, or a page that says why not.
            200 or 201 => new(ScanVerdict.Infected, "changed by the scanner"),
            _ => new(ScanVerdict.Unknown, $"ICAP {status}"),
        };
    }

    private static async Task<string> HeadAsync(NetworkStream stream, CancellationToken ct)
    {
        var buffer = new byte[LongestHead];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), ct);
            if (read == 0) break;
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end) return Encoding.Latin1.GetString(buffer, 0, end);
        }

        throw new InvalidDataException("The answer has no end.");
    }

    /// <summary>Writes each piece as a chunk.</summary>
    private sealed class ChunkedStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // An empty chunk would be the end.
            if (buffer.IsEmpty) return;
            await inner.WriteAsync(Encoding.ASCII.GetBytes(buffer.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
