namespace Grpc.Core;

/// <summary>A call that did not end with <see cref="StatusCode.OK"/>.</summary>
public sealed class RpcException(Status status, Metadata? trailers = null) : Exception(status.ToString(), status.DebugException)
{
    public Status Status { get; } = status;

    public StatusCode StatusCode => Status.StatusCode;

    public Metadata Trailers { get; } = trailers ?? [];
}
