namespace AccessSlack.Requests;

/// <summary>
/// What an access request may be called, wherever its id came from: a button, a form, or somebody's keyboard.
/// </summary>
internal static class RequestIds
{
    private const int Longest = 128;

    public static bool IsPossible(string id) =>
        id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
