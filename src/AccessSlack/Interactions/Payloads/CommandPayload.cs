namespace AccessSlack.Interactions.Payloads;

/// <summary>
/// Converts the verified fields of a slash command to an interaction (docs/protocols/slack.md 9). It ignores the names
/// of people and channels.
/// </summary>
internal static class CommandPayload
{
    private const int LongestId = 128;
    private const int LongestCredential = 2000;

    /// <returns>Null if Slack cannot have sent it: there is no command, or an id is malformed.</returns>
    public static Interaction? Read(IReadOnlyDictionary<string, string> fields)
    {
        string[] ids =
        [
            Field("user_id"),
            Field("team_id"),
            Field("enterprise_id"),
            Field("api_app_id"),
            Field("channel_id"),
        ];
        var name = Field("command");
        if (name.Length is 0 or > LongestId || !ids.All(IsId)) return null;
        var (answer, trigger) = (Field("response_url"), Field("trigger_id"));
        if (answer.Length > LongestCredential || trigger.Length > LongestCredential) return null;
        return ids[0].Length == 0 ? new Interaction.Ignored("no_user") : new Interaction.Command(new()
        {
            Name = name,
            Text = Field("text"),
            UserId = ids[0],
            TeamId = ids[1],
            EnterpriseId = ids[2],
            AppId = ids[3],
            Channel = ids[4],
            ResponseUrl = new(answer),
            TriggerId = new(trigger),
        });

        string Field(string name) => fields.GetValueOrDefault(name, "");
    }

    private static bool IsId(string text) => text.Length <= LongestId && text.All(char.IsAsciiLetterOrDigit);
}
