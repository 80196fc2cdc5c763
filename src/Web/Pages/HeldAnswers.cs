using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Web.Pages;

/// <summary>
/// Holds a page back for the record of what was opened for it (<see cref="PendingReadings"/>): its head, which has no word of anybody's, goes out at
/// once; then the readings are put on record; only then the rest. Where that fails the rest is not sent. What was opened and shown to nobody is put
/// on record all the same.
/// </summary>
internal static class HeldAnswers
{
    public static async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is null)
        {
            await next(http);
            return;
        }

        var pending = http.RequestServices.GetRequiredService<PendingReadings>();
        var body = http.Response.Body;
        await using var held = new HeldBody(body, pending, http.RequestServices);
        http.Response.Body = held;
        pending.AreHeld = true;
        try
        {
            await next(http);
        }
        finally
        {
            pending.AreHeld = false;
            http.Response.Body = body;
            if (!held.HasFailed) await held.RecordAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets what comes before the title pass, and everything else once the readings are on record.</summary>
    private sealed class HeldBody(Stream inner, PendingReadings pending, IServiceProvider services) : Stream
    {
        private bool isFirst = true;

        /// <summary>True where the record could not be written.</summary>
        public bool HasFailed { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task RecordAsync(CancellationToken ct)
        {
            if (pending.IsEmpty) return;
            try
            {
                await services.GetRequiredService<Vault>().WriteAsync(pending, ct);
            }
            catch
            {
                HasFailed = true;
                throw;
            }
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!pending.IsEmpty)
            {
                if (HasFailed) throw new IOException("The readings of this answer are not on record.");
                if (isFirst && buffer.Span.IndexOf("<title"u8) is > 0 and var head)
                {
                    await inner.WriteAsync(buffer[..head], cancellationToken);
                    await inner.FlushAsync(cancellationToken);
                    buffer = buffer[head..];
                }

                // Whoever has gone has read nothing, but may have: it is on record.
                await RecordAsync(CancellationToken.None);
            }

            isFirst = false;
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Pages are written asynchronously.");

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override void Flush() => throw new NotSupportedException("Pages are written asynchronously.");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
