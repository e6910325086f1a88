namespace AccessSlack.Requests;

/// <summary>Validates the id of an access request from any source: a button, a form, or typed text.</summary>
internal static class RequestIds
{
    private const int Longest = 128;

    public static bool IsPossible(string id) =>
        id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
