namespace Grpc.Core;

/// <summary>What may be said about one call.</summary>
/// <param name="Headers">Metadata to send.</param>
/// <param name="Deadline">When the call has failed at the latest, in UTC; null or <see cref="DateTime.MaxValue"/> is never.</param>
/// <param name="CancellationToken">Ends the call with <see cref="StatusCode.Cancelled"/>.</param>
public readonly record struct CallOptions(Metadata? Headers = null, DateTime? Deadline = null, CancellationToken CancellationToken = default);
