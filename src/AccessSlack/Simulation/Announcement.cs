using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;

namespace AccessSlack.Simulation;

/// <summary>The ledger of a request once everyone was told of it.</summary>
internal static class Announcement
{
    public static Ledger Of(ApprovalPolicy policy, Population people, AccessRequest request)
    {
        var places = policy.Audience(request).All
            .GroupBy(recipient => AddressOf(recipient, policy, people), StringComparer.OrdinalIgnoreCase);
        return new()
        {
            Rev = 1,
            Digest = request.Digest,
            Facts = RequestFacts.Of(request),
            Deliveries = [.. places.Select((place, i) => DeliveryOf(place.Key, [.. place], policy, request, i))],
        };
    }

    /// <summary>Two spellings of one place are one place.</summary>
    private static string AddressOf(string recipient, ApprovalPolicy policy, Population people)
    {
        var kind = RecipientAddress.Kind(recipient);
        if (kind is RecipientKind.User or RecipientKind.ChannelId) return recipient;
        if (policy.Principals.IdOf(recipient) is { } id) return id;
        return kind == RecipientKind.Email ? people.ByEmail(recipient)?.Id ?? recipient : recipient;
    }

    private static Delivery DeliveryOf(
        string address,
        ImmutableArray<string> names,
        ApprovalPolicy policy,
        AccessRequest request,
        int number
    ) => RecipientAddress.Kind(address) switch
    {
        RecipientKind.User => Posted(Population.DirectChannel(address), names, request, number),
        RecipientKind.ChannelId => Posted(address, names, request, number),
        RecipientKind.Email => new Delivery.Failed(names, "users_not_found"),
        _ when policy.Principals.Missing.Contains(ResolvedPrincipals.Of(address)) =>
            new Delivery.Failed(names, "channel_not_found"),
        _ => Posted(address, names, request, number),
    };

    private static Delivery.Posted Posted(
        string channel,
        ImmutableArray<string> names,
        AccessRequest request,
        int number
    ) =>
        new(names, channel, $"1.{number:000000}", View: "", Degradation.Nothing)
        {
            Facts = request.Digest,
        };
}
