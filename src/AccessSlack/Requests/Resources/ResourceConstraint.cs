using System.Collections.Immutable;

namespace AccessSlack.Requests.Resources;

/// <summary>What narrows the access to a resource.</summary>
internal enum ConstraintKind
{
    /// <summary>Something that this release does not know. The access is to a part, and no one can say which.</summary>
    Unknown,

    /// <summary>Only these logins.</summary>
    Logins,

    /// <summary>Only these roles of AWS.</summary>
    AwsRoles,
}

/// <summary>A part of a resource is requested, not the whole.</summary>
/// <param name="Kind">How it is narrowed.</param>
/// <param name="Values">Untrusted; empty if the kind is unknown.</param>
internal sealed record ResourceConstraint(ConstraintKind Kind, ImmutableArray<string> Values)
{
    public static readonly ResourceConstraint Unknown = new(ConstraintKind.Unknown, []);
}
