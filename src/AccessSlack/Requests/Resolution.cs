namespace AccessSlack.Requests;

/// <summary>How a request ended. Expired and Removed are not states in Teleport: the request is gone.</summary>
internal enum Resolution
{
    Approved,
    Denied,
    Promoted,
    Expired,
    Removed,
    Unknown,
}
