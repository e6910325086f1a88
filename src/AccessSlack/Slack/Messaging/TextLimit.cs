using SlackApi;

namespace AccessSlack.Slack.Messaging;

internal static class TextLimit
{
    /// <summary>
    /// Shortens text to the limit for updates, which is the lowest: an update of the message must fit as well. A
    /// surrogate pair is not split.
    /// </summary>
    public static string Truncate(string text)
    {
        if (text.Length <= SlackLimits.UpdateText) return text;
        var end = SlackLimits.UpdateText - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }
}
