namespace Grpc.Core;

/// <summary>How a call ended.</summary>
/// <param name="StatusCode">The code.</param>
/// <param name="Detail">Text of the server, or of this library when it made the status itself.</param>
/// <param name="DebugException">The exception this library made the status from; null when the server sent it.</param>
public readonly record struct Status(StatusCode StatusCode, string Detail, Exception? DebugException = null)
{
    public override string ToString() => $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")";
}
