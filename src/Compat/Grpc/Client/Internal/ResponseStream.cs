using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <param name="next">Reads the next message; null at the end.</param>
internal sealed class ResponseStream<T>(Func<CancellationToken, Task<T?>> next) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;
    private int _reading;

    public T Current => _current ?? throw new InvalidOperationException("No message has been read.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0) throw new InvalidOperationException("The previous read is still under way.");
        try
        {
            _current = null;
            _current = await next(cancellationToken);
            return _current is not null;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
