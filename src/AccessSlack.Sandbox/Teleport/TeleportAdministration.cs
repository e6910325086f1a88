using Proto = AccessSlack.Teleport.Protocol;

namespace AccessSlack.Sandbox.Teleport;

/// <summary>What people and tools other than the plugin do to access requests.</summary>
internal static class TeleportAdministration
{
    /// <summary>Decides like an administrator with tctl.</summary>
    public static void Resolve(
        this TeleportSimulator teleport,
        string id,
        Proto.RequestState state,
        string reason = "",
        string delegator = "",
        string by = "admin"
    ) =>
        teleport.Decisions.SetState(
            Administrator(by),
            new Proto.RequestStateSetter { Id = id, State = state, Reason = reason, Delegator = delegator }
        );

    /// <summary>Reviews as a user who may review everything.</summary>
    public static void Review(
        this TeleportSimulator teleport,
        string id,
        string author,
        Proto.RequestState state,
        string reason = ""
    ) =>
        teleport.Decisions.Review(Administrator(author), new Proto.AccessReviewSubmission
        {
            RequestId = id,
            Review = new Proto.AccessReview { Author = author, ProposedState = state, Reason = reason },
        });

    /// <summary>Ends a request by promotion to an access list (from 14 on).</summary>
    public static void Promote(this TeleportSimulator teleport, string id, string accessList) =>
        teleport.Store.Change(id, message =>
        {
            message.Spec.State = Proto.RequestState.Promoted;
            message.Spec.AccessList = new Proto.PromotedAccessList { Name = accessList, Title = accessList };
            return new AuditEvent(default, "access_request.review", "", "admin", Proto.RequestState.Promoted);
        });

    /// <summary>Changes what is requested, which watchers see. No Teleport does that by itself.</summary>
    public static void ChangeRoles(this TeleportSimulator teleport, string id, params IReadOnlyList<string> roles) =>
        teleport.ChangeSpec(id, spec =>
        {
            spec.Roles.Clear();
            spec.Roles.AddRange(roles);
        });

    /// <summary>Makes any request pending again; with <see cref="Resolve"/> only an approved one can be.</summary>
    public static void Reopen(this TeleportSimulator teleport, string id) => teleport.Store.Change(id, message =>
    {
        (message.Spec.State, message.Spec.ResolveReason) = (Proto.RequestState.Pending, "");
        return new AuditEvent(default, "access_request.update", "", "admin", Proto.RequestState.Pending);
    });

    /// <summary>Ends a request in a state that only a newer release has.</summary>
    public static void EndInState(this TeleportSimulator teleport, string id, int state) =>
        teleport.ChangeSpec(id, spec => spec.State = (Proto.RequestState)state);

    /// <summary>Changes anything of a request, which watchers see.</summary>
    public static void ChangeSpec(
        this TeleportSimulator teleport,
        string id,
        Action<Proto.AccessRequestSpecV3> change
    ) =>
        teleport.Store.Change(id, message =>
        {
            change(message.Spec);
            return new AuditEvent(default, "access_request.update", "", "admin", message.Spec.State);
        });

    /// <summary>Removes a request like <c>tctl requests rm</c>.</summary>
    public static void Delete(this TeleportSimulator teleport, string id) =>
        teleport.Store.Remove(id, "access_request.delete", "admin");

    /// <summary>Removes a request as if it had expired.</summary>
    public static void Expire(this TeleportSimulator teleport, string id) =>
        teleport.Store.Remove(
            id,
            new TeleportRelease(teleport.Version).HasResourceExpiry ? "access_request.expire" : "",
            ""
        );

    /// <summary>Changes the expiry of a request, which watchers see.</summary>
    public static void MoveExpiry(this TeleportSimulator teleport, string id, DateTimeOffset expires) =>
        teleport.Store.MoveExpiry(id, expires);

    // The auth host itself: may do everything, without MFA.
    private static TeleportUser Administrator(string name) =>
        new(name) { MayUpdate = true, ExemptFromMfa = true, ReviewRoles = new HashSet<string> { "*" } };
}
