using AccessSlack.Approvals;
using AccessSlack.Messages;
using AccessSlack.Requests;
using SlackApi.Interaction;

namespace AccessSlack.Interactions.Payloads;

/// <summary>
/// Converts a verified payload to an interaction. Only ids count; names are for display (docs/protocols/slack.md 9).
/// </summary>
internal static class InteractionPayload
{
    private const int LongestId = 128;

    /// <summary>Slack's have about 60 characters.</summary>
    private const int LongestTrigger = 255;

    private static readonly Refusal UnknownButton = new("unknown_action",
        "I don't recognize this button, perhaps because another version of me posted the message. " +
        "Nothing was decided.");

    /// <summary>Our views have no such buttons, so someone else with the bot token has made this one.</summary>
    private static readonly Refusal InAView = new("not_in_a_message",
        "Requests can only be decided with the buttons on their messages, so nothing was decided.");

    /// <param name="payload">The decoded field.</param>
    /// <param name="sent">When Slack signed it, in seconds since 1970; a dialog has no other time.</param>
    /// <exception cref="System.Text.Json.JsonException">The payload is not a JSON object.</exception>
    public static Interaction Read(string payload, long sent) => InteractionRequest.Parse(payload) switch
    {
        BlockActionRequest request => Read(request),
        ViewSubmission request => Read(request, sent),
        ViewClosed => new Interaction.Ignored("form_closed"),
        var other => new Interaction.Ignored($"unknown_type:{Printable(other.Type)}"),
    };

    private static Interaction Read(BlockActionRequest request)
    {
        if (request.User.Id.Length is 0 or > LongestId) return new Interaction.Ignored("no_user");
        if (request.Actions is not [var action]) return Unusable(request, UnknownButton);
        if (action is { BlockId: RequestButtons.BlockId, ActionId: RequestButtons.OpenId })
            return new Interaction.Ignored("link");
        if (action.BlockId != RequestButtons.BlockId || Proposed(action.ActionId) is not { } proposed)
            return Unusable(request, UnknownButton);
        if (request.Container.Type == "view")
            return new Interaction.Unusable(InAView, request.User.Id, Channel: "", new(""));
        if (
            !RequestIds.IsPossible(action.Value)
            || action.ActionTs.Length > LongestId
            || !TryPlace(request, out var channel, out var ts)
        )
            return Unusable(request, Refusals.ForeignMessage);
        return new Interaction.Pressed(Click(request, action, proposed, channel, ts));
    }

    /// <summary>Only the user is trusted, and that Slack sent the payload.</summary>
    private static Interaction Read(ViewSubmission request, long sent)
    {
        if (request.User.Id.Length is 0 or > LongestId) return new Interaction.Ignored("no_user");
        var view = request.View;
        var isOurs = view.CallbackId == DecisionModal.CallbackId && view.Id.Length is > 0 and <= LongestId;
        return isOurs && ModalMetadata.Read(view.PrivateMetadata) is { } address
            ? new Interaction.Submitted(
                Click(request, address, sent),
                view.State.Find(DecisionModal.BlockId, DecisionModal.ActionId),
                address
            )
            { Choices = view.State.Choices }
            : new Interaction.Unusable(Refusals.ForeignForm, request.User.Id, Channel: "", new(""), IsForm: true);
    }

    private static RequestState? Proposed(string actionId) => actionId switch
    {
        RequestButtons.ApproveId => RequestState.Approved,
        RequestButtons.DenyId => RequestState.Denied,
        _ => null,
    };

    /// <summary>
    /// The location of the clicked message. Slack sends it twice; if the two differ, the payload is forged or broken.
    /// </summary>
    private static bool TryPlace(BlockActionRequest request, out string channel, out string ts)
    {
        channel = request.Container.ChannelId is { Length: > 0 } id ? id : request.Channel?.Id ?? "";
        ts = request.Container.MessageTs is { Length: > 0 } time ? time : request.Message?.Ts ?? "";
        return channel.Length is > 0 and <= LongestId
            && ts.Length is > 0 and <= LongestId
            && (request.Channel?.Id is not { Length: > 0 } named || named == channel)
            && (request.Message?.Ts is not { Length: > 0 } shown || shown == ts);
    }

    private static Click Click(
        BlockActionRequest request,
        BlockAction action,
        RequestState proposed,
        string channel,
        string ts
    ) =>
        new()
        {
            RequestId = action.Value,
            Proposed = proposed,
            UserId = request.User.Id,
            UserTeamId = request.User.TeamId,
            TeamId = request.Team?.Id ?? "",
            EnterpriseId = EnterpriseOf(request),
            AppId = request.ApiAppId,
            Channel = channel,
            MessageTs = ts,
            MessageBotId = request.Message?.BotId ?? "",
            MetadataRequestId = request.Message?.Metadata?.EventPayload.GetValueOrDefault("request_id") ?? "",
            Mark = request.Message?.Metadata is { } metadata ? MessageMark.Read(metadata.EventPayload) : null,
            Shown = Shown(request, action),
            ActionTs = action.ActionTs,
            ResponseUrl = new(request.ResponseUrl),
            TriggerId = TriggerOf(request),
        };

    /// <summary>
    /// Our buttons stand in the blocks of the message itself, never in an attachment. Other elements have no label.
    /// </summary>
    private static string Shown(BlockActionRequest request, BlockAction action) => request switch
    {
        _ when action.Type is not ("" or "button") => Requests.Click.ShownNothing,
        { Container.Type: not ("" or "message") } => Requests.Click.ShownNothing,
        { Message.Blocks: { } blocks } => ShownDigest.OfPress(blocks, action.ActionId, action.Label),
        _ => "",
    };

    /// <summary>
    /// Uses the time of Slack's signature, because the payload has none. It also makes the same submission sent twice
    /// count as one click.
    /// </summary>
    private static Click Click(ViewSubmission request, ModalMetadata address, long sent) => new()
    {
        RequestId = address.RequestId,
        Proposed = address.Proposed,
        UserId = request.User.Id,
        UserTeamId = request.User.TeamId,
        TeamId = request.Team?.Id ?? "",
        EnterpriseId = EnterpriseOf(request),
        AppId = request.ApiAppId,
        Channel = address.Channel,
        MessageTs = address.MessageTs,
        FactsDigest = address.Digest,
        IsFromDialog = true,
        Choices = address.Offered.Length == 0 ? null : DialogChoices.Read(request.View.State.Choices),
        OfferedDigest = address.Offered,
        ActionTs = $"{sent}.000000",
        ResponseUrl = new(""),
        TriggerId = TriggerOf(request),
    };

    private static string EnterpriseOf(InteractionRequest request) =>
        request.Enterprise?.Id is { Length: > 0 } enterprise ? enterprise : request.Team?.EnterpriseId ?? "";

    private static Secret TriggerOf(InteractionRequest request) =>
        new(request.TriggerId.Length <= LongestTrigger ? request.TriggerId : "");

    private static Interaction.Unusable Unusable(BlockActionRequest request, Refusal refusal) =>
        new(refusal, request.User.Id, request.Channel?.Id ?? request.Container.ChannelId, new(request.ResponseUrl));

    /// <summary>A name of Slack's that is not known, fit for the log.</summary>
    public static string Printable(string type) =>
        new([.. type.Take(40).Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')]);
}
