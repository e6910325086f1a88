using System.Collections.Immutable;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport.Protocol;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace AccessSlack.Teleport;

/// <summary>
/// What narrows the access to requested resources (docs/protocols/teleport.md 1.4). Each is told as wide as it may be:
/// what is not understood becomes <see cref="ResourceConstraint.Unknown"/>.
/// </summary>
internal static class ConstraintMapper
{
    private static readonly MessageParser<ResourceConstraints> Known =
        ResourceConstraints.Parser.WithDiscardUnknownFields(true);

    /// <summary>By resource, as <see cref="ResourceId.ToString"/> writes it.</summary>
    public static ImmutableSortedDictionary<string, ResourceConstraint> Of(
        IEnumerable<(string Resource, ByteString Constraints)> parts
    ) =>
        parts
            .GroupBy(part => part.Resource, part => part.Constraints)
            // A resource that is also requested as a whole is requested as a whole.
            .Where(group => group.All(constraints => !constraints.IsEmpty))
            .ToImmutableSortedDictionary(
                group => group.Key,
                group => group.Select(Of).Aggregate(Either),
                StringComparer.Ordinal
            );

    private static ResourceConstraint Of(ByteString bytes)
    {
        try
        {
            var message = Known.ParseFrom(bytes);
            return message.CalculateSize() == bytes.Length ? Of(message) : ResourceConstraint.Unknown;
        }
        catch (InvalidProtocolBufferException)
        {
            return ResourceConstraint.Unknown;
        }
    }

    private static ResourceConstraint Of(ResourceConstraints message) => message.DetailsCase switch
    {
        ResourceConstraints.DetailsOneofCase.AwsConsole => Of(ConstraintKind.AwsRoles, message.AwsConsole.RoleArns),
        ResourceConstraints.DetailsOneofCase.Ssh => Of(ConstraintKind.Logins, message.Ssh.Logins),
        ResourceConstraints.DetailsOneofCase.WindowsDesktop =>
            Of(ConstraintKind.Logins, message.WindowsDesktop.Logins),
        _ => ResourceConstraint.Unknown,
    };

    private static ResourceConstraint Of(ConstraintKind kind, RepeatedField<string> values) =>
        values.Count > 0 ? new(kind, [.. values.Distinct(StringComparer.Ordinal)]) : ResourceConstraint.Unknown;

    private static ResourceConstraint Either(ResourceConstraint one, ResourceConstraint other) =>
        one.Kind == other.Kind
            ? one with { Values = [.. one.Values.Union(other.Values, StringComparer.Ordinal)] }
            : ResourceConstraint.Unknown;
}
