using System.Collections.Immutable;

namespace AccessSlack.Requests.Resources;

/// <summary>What Teleport tells about a requested resource beside its id. Its owner chose the texts.</summary>
/// <param name="Id">As <see cref="ResourceId.ToString"/> writes it.</param>
/// <param name="Name">The name that people know; empty if there is none but the id.</param>
/// <param name="Labels">Those that the configuration needs.</param>
internal sealed record ResourceDescription(string Id, string Name, ImmutableSortedDictionary<string, string> Labels);
