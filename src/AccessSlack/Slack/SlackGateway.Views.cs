using AccessSlack.Messages;

namespace AccessSlack.Slack;

/// <summary>Modal views.</summary>
internal sealed partial class SlackGateway
{
    /// <summary>A trigger_id expires after this time (docs/protocols/slack.md 12).</summary>
    internal static readonly TimeSpan TriggerLife = TimeSpan.FromSeconds(3);

    private const int LongestTrigger = 255;

    public async Task<SlackResult<string>> OpenViewAsync(Secret triggerId, ComposedView view, CancellationToken cancel)
    {
        // Slack would answer the same, but only after a part of the three seconds.
        if (triggerId.Reveal().Length is 0 or > LongestTrigger)
            return new SlackResult<string>.Failed(
                new(SlackFailureKind.Gone, "invalid_trigger_id", SlackFailures.PressAgain)
            );
        return await CallAsync(
            "views.open",
            repeatable: false,
            async limit =>
            {
                var opened = await _slack.Views.Open(triggerId.Reveal(), view.ToDefinition(), limit);
                return SlackIds.IsId(opened.Id) ? opened.Id : throw Unreadable("views.open");
            },
            cancel,
            TriggerLife
        );
    }
}
