using System.Collections.Immutable;
using AccessSlack.Requests.Resources;

namespace AccessSlack.Teleport;

/// <summary>
/// What Teleport tells about requested resources. A resource that is missing from <paramref name="Found"/> is shown by
/// its id: its kind failed, it does not exist, it is of another cluster, or our role may not see it, which Teleport
/// does not say (docs/protocols/teleport.md 4.9).
/// </summary>
/// <param name="Found">With all their labels.</param>
/// <param name="Failures">At most one for each kind.</param>
internal sealed record ResourceAnswer(
    ImmutableArray<ResourceDescription> Found,
    ImmutableArray<ResourceFailure> Failures
);

/// <summary>Why nothing, or not everything, is known about the resources of one kind.</summary>
/// <param name="Kind">As Teleport lists it, for example <c>app_server</c>.</param>
/// <param name="Failure">By what to do about it.</param>
/// <param name="Message">For the log.</param>
internal sealed record ResourceFailure(string Kind, TeleportFailure Failure, string Message);
