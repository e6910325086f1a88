using AccessSlack.Decisions;
using AccessSlack.Reconciliation.Home;
using AccessSlack.Tracking;

namespace AccessSlack.Interactions;

/// <summary>
/// Has the Home tab published for a person who opens it. Slack is answered at once: the tab is published afterwards,
/// and a failure is made up for without Slack's repeating the event.
/// </summary>
internal sealed class HomeTabHandler(
    IInteractionHandler next,
    HomeTabs homes,
    Identification identification,
    CurrentPolicy policy
) : IInteractionHandler
{
    public Task<InteractionAnswer> HandleAsync(Interaction interaction, CancellationToken cancel) =>
        interaction is not Interaction.HomeOpened opened ? next.HandleAsync(interaction, cancel)
        : Open(opened) is { } ignored ? next.HandleAsync(ignored, cancel)
        : Task.FromResult<InteractionAnswer>(InteractionAnswer.Nothing.Instance);

    public Task TellLateAsync(Interaction interaction, InteractionAnswer answer, CancellationToken cancel) =>
        next.TellLateAsync(interaction, answer, cancel);

    /// <returns>Null if the tab is published.</returns>
    private Interaction.Ignored? Open(Interaction.HomeOpened opened)
    {
        if (!policy.Now.ShowsHome) return new("home_off");
        if (identification.CheckEvent(opened.Account) is { } foreign) return new(foreign.Code);
        return homes.Open(opened.Account, opened.EventId) ? null : new("repeated_event");
    }
}
