using AccessSlack.Slack.Calls;

namespace AccessSlack.Slack.Lookups;

/// <summary>The ID of our app, which Slack sends only in responses to posted messages.</summary>
internal sealed class AppIdentity
{
    private volatile string _appId = "";

    public string AppId => _appId;

    public void Learn(string appId)
    {
        if (SlackIds.IsId(appId)) _appId = appId;
    }
}
