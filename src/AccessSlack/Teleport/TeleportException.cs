namespace AccessSlack.Teleport;

/// <summary>
/// Why a call to Teleport failed, by what to do about it. The mapping is that of docs/protocols/teleport.md 3.1.
/// </summary>
internal enum TeleportFailure
{
    /// <summary>No connection, no answer in time, or the server is going away: try again later.</summary>
    Unreachable,

    /// <summary>ResourceExhausted: try again later, slower.</summary>
    Busy,

    /// <summary>FailedPrecondition: another write came in between; read again.</summary>
    Conflict,

    /// <summary>There is no such request (any more).</summary>
    NotFound,

    /// <summary>PermissionDenied: a role of the plugin's user must change.</summary>
    NotPermitted,

    /// <summary>
    /// Neither the request nor any other is shown. Either there is none, or the plugin's user has lost the right to see
    /// them: a role without <c>list</c> is shown nothing, and is not told so (docs/protocols/teleport.md 6.2).
    /// </summary>
    NothingShown,

    /// <summary>The request is there, and Teleport does not show it to us: a role must change.</summary>
    Hidden,

    /// <summary>
    /// The server or we refused the other, or no TLS with HTTP/2 came about: certificates or the address must change.
    /// </summary>
    CredentialsRefused,

    /// <summary>InvalidArgument: this call will never succeed as it is.</summary>
    Refused,

    /// <summary>Unimplemented: this server does not know the call.</summary>
    Unsupported,

    /// <summary>Anything else; try again later and report it.</summary>
    Unexpected,
}

/// <summary>
/// Why Teleport does not carry out a decision: the refusals of docs/protocols/teleport.md 3.2 and 3.3, grouped by what
/// can be done about them. After each of them nothing was decided by this call.
/// </summary>
internal enum TeleportRefusal
{
    /// <summary>The plugin's role lacks <c>access_request: update</c>; a locked user is refused the same way.</summary>
    MissingUpdate,

    /// <summary>The cluster demands MFA for administrative actions, which only a person can answer.</summary>
    MfaRequired,

    /// <summary>The plugin's own Teleport user made the request.</summary>
    OwnRequest,

    /// <summary>The plugin's certificate carries active access requests.</summary>
    ActiveRequests,

    /// <summary>Approved, denied or promoted elsewhere.</summary>
    AlreadyResolved,

    /// <summary>No such request (any more).</summary>
    Gone,

    /// <summary>No role of the plugin's user has an allow rule <c>review_requests</c>.</summary>
    NoReviewRule,

    /// <summary>There is such a rule, but not for all the requested roles.</summary>
    RolesNotCovered,

    /// <summary>A review needs the caller as its author. Unexpected, because we send no author.</summary>
    OnBehalf,

    /// <summary>The plugin's user has reviewed this request before; a user has one review.</summary>
    AlreadyReviewed,

    /// <summary>
    /// The request was made on a server without reviews, and has no thresholds to count them against.
    /// </summary>
    MadeWithoutReviews,

    /// <summary>Servers before 6.1 know no reviews.</summary>
    ReviewsUnknown,

    /// <summary>
    /// A review was not permitted, for a reason that has no code and no known text: a lock, for example.
    /// </summary>
    ReviewNotPermitted,

    /// <summary>
    /// A review for another user is not accepted: the server is too old, or the plugin's role lacks
    /// <c>submit_for_users</c> for this user.
    /// </summary>
    OnBehalfOfAuthor,

    /// <summary>The user for whom a review was submitted may not review this request.</summary>
    AuthorMayNotReview,

    /// <summary>That user has reviewed this request before.</summary>
    AuthorHasReviewed,

    /// <summary>There is no such user, for example because an SSO record has expired; or no such request.</summary>
    AuthorOrRequestGone,

    /// <summary>
    /// Teleport does not understand the call: a defect of ours, or a rule of a release we do not know.
    /// </summary>
    NotUnderstood,
}

/// <summary>A failed call to Teleport. The message contains no secret, so it can be logged.</summary>
internal sealed class TeleportException(TeleportFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public TeleportFailure Failure { get; } = failure;

    /// <summary>
    /// Why a decision was refused; null if the call was not a decision, or the failure says nothing about it.
    /// </summary>
    public TeleportRefusal? Refusal { get; init; }

    /// <summary>What stands in the way to the auth server; null if that is not known.</summary>
    public RouteProblem? Route { get; init; }

    /// <summary>The shortest time to wait before another try.</summary>
    public TimeSpan RetryAfter { get; init; }
}

/// <summary>What stands in the way to the auth server: a proxy, a load balancer, or an HTTP proxy.</summary>
/// <param name="Code">For scripts.</param>
/// <param name="What">Where, and what.</param>
/// <param name="Remedy">What to do about it, to follow a semicolon.</param>
internal sealed record RouteProblem(string Code, string What, string Remedy)
{
    public string Sentence => $"{What}; {Remedy}";
}
