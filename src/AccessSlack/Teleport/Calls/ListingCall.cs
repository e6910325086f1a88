namespace AccessSlack.Teleport.Calls;

/// <summary>
/// The calls that list access requests, the newest first. Which of them a server supports depends on its release
/// (docs/protocols/teleport.md 1.1).
/// </summary>
internal enum ListingCall
{
    Paged,
    Streamed,
    Whole,
}

internal static class ListingCalls
{
    public static string Name(this ListingCall call) => call switch
    {
        ListingCall.Paged => "ListAccessRequests",
        ListingCall.Streamed => "GetAccessRequestsV2",
        _ => "GetAccessRequests",
    };

    /// <summary>All calls in the order in which to try them.</summary>
    public static ListingCall[] StartingWith(this ListingCall first) =>
        [first, .. Enum.GetValues<ListingCall>().Where(other => other != first)];
}
