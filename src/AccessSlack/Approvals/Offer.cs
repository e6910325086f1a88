namespace AccessSlack.Approvals;

/// <summary>What a message offers to its reader.</summary>
internal enum Offer
{
    Nothing,
    Link,
    Decide,
}
