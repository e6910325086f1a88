using System.Collections.Immutable;
using AccessSlack.Messages.Partial;
using AccessSlack.Requests;
using SlackApi.Interaction;

namespace AccessSlack.Interactions.Payloads;

/// <summary>What was chosen in the menus of a dialog. Any of it can be forged; it is judged with the click.</summary>
internal static class DialogChoices
{
    /// <summary>Without what was left open.</summary>
    public static ImmutableDictionary<string, RequestState> Read(IReadOnlyDictionary<string, ViewChoice> menus) =>
        menus
            .Where(menu => menu.Value is not { ActionId: RoleDialog.ActionId, Value: RoleDialog.LeaveOpen })
            .ToImmutableDictionary(menu => menu.Key, menu => Read(menu.Value), StringComparer.Ordinal);

    private static RequestState Read(ViewChoice choice) => choice switch
    {
        { ActionId: RoleDialog.ActionId, Value: RoleDialog.Approve } => RequestState.Approved,
        { ActionId: RoleDialog.ActionId, Value: RoleDialog.Deny } => RequestState.Denied,
        _ => RequestState.Unknown,
    };
}
