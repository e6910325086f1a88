namespace AccessSlack.MonitoringRules.Conditions.Reading;

internal static class Excerpt
{
    private const int MaxLength = 40;

    /// <summary>The start of a text that comes from a rule, short enough for a sentence.</summary>
    public static string Of(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";
}
