using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>The answers of a streaming call, in order.</summary>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message the last successful <see cref="MoveNext"/> read.</summary>
    T Current { get; }

    /// <summary>Waits for a message. False at the end of a call that succeeded.</summary>
    /// <exception cref="RpcException">The call failed. Cancelling <paramref name="cancellationToken"/> cancels the whole call.</exception>
    /// <exception cref="InvalidOperationException">Another read is under way.</exception>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}

public static class AsyncStreamReaderExtensions
{
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> streamReader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await streamReader.MoveNext(cancellationToken)) yield return streamReader.Current;
    }
}
