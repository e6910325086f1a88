namespace AccessSlack.Sandbox.Teleport;

/// <summary>The gRPC status codes that a Teleport server uses, by their numeric values.</summary>
public enum GrpcCode
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>A call that ends with a status other than OK.</summary>
internal sealed class GrpcFailure(GrpcCode code, string message) : Exception(message)
{
    public GrpcCode Code { get; } = code;

    public static GrpcFailure Denied(string message) => new(GrpcCode.PermissionDenied, message);

    public static GrpcFailure Invalid(string message) => new(GrpcCode.InvalidArgument, message);

    public static GrpcFailure NotFound(string message) => new(GrpcCode.NotFound, message);
}
