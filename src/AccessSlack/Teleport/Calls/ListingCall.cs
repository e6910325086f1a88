namespace AccessSlack.Teleport.Calls;

/// <summary>
/// The calls that list access requests, newest first. The release of the server determines which ones it supports
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
