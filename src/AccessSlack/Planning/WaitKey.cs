using AccessSlack.Requests;

namespace AccessSlack.Planning;

internal enum WaitKind
{
    Recipient,
    Decision,
    Notification,
    Entry,
    Repetition,
}

/// <summary>What of a request must not be tried again before a certain time.</summary>
/// <param name="Kind">What waits.</param>
/// <param name="Recipient">Its name, for a recipient or a repetition.</param>
internal readonly record struct WaitKey(WaitKind Kind, string Recipient = "")
{
    /// <summary>Carrying out the decision in the ledger.</summary>
    public static readonly WaitKey Decision = new(WaitKind.Decision);

    /// <summary>Replies in threads and direct messages to the requester.</summary>
    public static readonly WaitKey Notification = new(WaitKind.Notification);

    /// <summary>Replacing the entry in the plugin data, or comparing it with the messages.</summary>
    public static readonly WaitKey Entry = new(WaitKind.Entry);

    /// <summary>
    /// Sending an update once more, because an earlier one got no answer and may have arrived after it.
    /// </summary>
    public static WaitKey RepetitionOf(Delivery delivery) => new(WaitKind.Repetition, delivery.Names[0]);

    public static WaitKey Of(string recipient) => new(WaitKind.Recipient, recipient);

    /// <summary>A destination waits under its first name.</summary>
    public static WaitKey Of(Delivery delivery) => Of(delivery.Names[0]);
}
