using AccessSlack.Decisions;
using AccessSlack.Logging;
using AccessSlack.Messages;
using AccessSlack.Requests.Slack;
using AccessSlack.Requests.Text;
using AccessSlack.Simulation.Explaining;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Interactions;

/// <summary>
/// Answers the slash command from what this process already knows; only the user is looked up.
/// </summary>
internal sealed class SlashCommandHandler(
    VisibleRequests requests,
    CurrentPolicy policy,
    ILogger<SlashCommandHandler> logger
)
{
    /// <returns>In mrkdwn, for the user alone.</returns>
    public async Task<string> AnswerAsync(SlashCommand slash, CancellationToken cancel)
    {
        var intent = SlashCommands.Parse(slash.Text);
        if (intent is SlashCommandIntent.Help help) return Say(slash, "help", SlashCommands.Help(slash.Name, help.Why));

        var identity = await requests.IdentifyAsync(slash.Actor, cancel);
        return await identity.Match(
            // Slack lets only members of a channel use the command there.
            async actor => Answer(slash, intent, await requests.FindViewerAsync(actor, slash.Channel, cancel)),
            refusal => Task.FromResult(Say(slash, refusal.Code, SlackText.Escape(refusal.Sentence)))
        );
    }

    private string Answer(SlashCommand slash, SlashCommandIntent intent, Viewer asker) => intent switch
    {
        SlashCommandIntent.Show show => Say(slash, "show", About(asker, show.RequestId, Show)),
        SlashCommandIntent.Who who => Say(slash, "who", About(asker, who.RequestId, known => Who(asker, known))),
        _ => Say(slash, "list", List(asker)),
    };

    private string List(Viewer asker)
    {
        var all = requests.All.ToList();
        return SlashCommands.List(
            all.Where(known => VisibleRequests.IsMine(asker.Who.Actor, known.Request)).Select(Listed),
            all.Where(known => requests.MayDecide(asker, known)).Select(Listed),
            asker.IsPartlyKnown
        );
    }

    private ListedRequest Listed(KnownRequest known) => new(requests.View(known), known.Request.Created);

    /// <summary>Of a request that the person may not see, the answer is that of one that does not exist.</summary>
    private string About(Viewer asker, string id, Func<KnownRequest, string> compose) =>
        requests.All.FirstOrDefault(known => known.Tracked.Id == id) is { } known && requests.MaySee(asker, known)
            ? compose(known)
            : SlashCommands.NotFound(id, asker.IsPartlyKnown);

    private string Show(KnownRequest known) => SlashCommands.Show(requests.View(known));

    private string Who(Viewer asker, KnownRequest known) => WhoText.Of(
        requests.View(known),
        policy.Now.Policy,
        known.Request,
        known.Tracked.Ledger,
        requests.MayDecide(asker, known)
    );

    private string Say(SlashCommand slash, string outcome, string text)
    {
        logger.Event(LogLevel.Information, "Command", ("user_id", slash.UserId), ("outcome", outcome));
        return text;
    }
}
