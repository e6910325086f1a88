using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessSlack.Sandbox.Slack;

/// <summary>The Home tab of the app, of which each person sees their own.</summary>
internal static class SlackHomes
{
    /// <inheritdoc cref="Interactions.SlackEvents.OpenHomeAsync"/>
    public static Task<SlackAck> OpenHomeAsync(
        this SlackSimulator slack,
        SlackPerson person,
        Uri endpoint,
        string tab = "home",
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => slack.Events.OpenHomeAsync(person, endpoint, tab, forgery ?? SlackForgery.None, cancel);

    /// <inheritdoc cref="Interactions.SlackEvents.VerifyUrlAsync"/>
    public static Task<SlackAck> VerifyUrlAsync(
        this SlackSimulator slack,
        Uri endpoint,
        string challenge,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => slack.Events.VerifyUrlAsync(endpoint, challenge, forgery ?? SlackForgery.None, cancel);

    /// <summary>Sends any event.</summary>
    public static Task<SlackAck> SendEventAsync(
        this SlackSimulator slack,
        Uri endpoint,
        JsonObject envelope,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => slack.Events.SendAsync(endpoint, envelope, forgery ?? SlackForgery.None, cancel);

    /// <summary>What the person sees in the Home tab; null if nothing was published.</summary>
    public static SlackView? HomeOf(this SlackSimulator slack, SlackPerson person) =>
        slack.State.Read(() => slack.State.Workspace.Homes.GetValueOrDefault(person.Id));

    /// <summary>All Home tabs that were published.</summary>
    public static ImmutableArray<SlackView> AllHomes(this SlackSimulator slack) =>
        slack.State.Read(() => slack.State.Workspace.Homes.Values.ToImmutableArray());

    /// <summary>The person presses a button in the Home tab; it need not be there.</summary>
    public static Task<SlackAck> ClickInHomeAsync(
        this SlackSimulator slack,
        SlackPerson person,
        JsonObject button,
        Uri requestUrl,
        SlackForgery? forgery = null,
        CancellationToken cancel = default
    ) => slack.Events.ClickInHomeAsync(person, button, requestUrl, forgery ?? SlackForgery.None, cancel);
}
