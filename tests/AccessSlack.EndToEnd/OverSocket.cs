using AccessSlack.EndToEnd.Attacks;
using AccessSlack.EndToEnd.Clicks;
using AccessSlack.EndToEnd.Home;
using AccessSlack.EndToEnd.Infrastructure;
using AccessSlack.EndToEnd.Service;

namespace AccessSlack.EndToEnd;

/// <summary>
/// The table of what must hold over the socket as well: each of these classes runs all of its cases a second time, with
/// Socket Mode and without a signing secret.
/// </summary>
public static class OverSocket
{
    public sealed class ClickSecurity : ClickSecurityTests { public ClickSecurity() => Door.Socket.Use(); }
    public sealed class Guard : GuardTests { public Guard() => Door.Socket.Use(); }
    public sealed class PersonReview : PersonReviewTests { public PersonReview() => Door.Socket.Use(); }
    public sealed class PersonAttack : PersonTests { public PersonAttack() => Door.Socket.Use(); }
    public sealed class ReasonForm : ReasonFormTests { public ReasonForm() => Door.Socket.Use(); }
    public sealed class Refusal : RefusalTests { public Refusal() => Door.Socket.Use(); }
    public sealed class RequesterAccount : RequesterAccountTests { public RequesterAccount() => Door.Socket.Use(); }
    public sealed class RoleShare : RoleShareTests { public RoleShare() => Door.Socket.Use(); }
    public sealed class Rule : RuleTests { public Rule() => Door.Socket.Use(); }
    public sealed class SlashCommand : SlashCommandTests { public SlashCommand() => Door.Socket.Use(); }
    public sealed class PartialApproval : PartialApprovalTests { public PartialApproval() => Door.Socket.Use(); }
    public sealed class Vote : VoteTests { public Vote() => Door.Socket.Use(); }
    public sealed class Dialog : DialogTests { public Dialog() => Door.Socket.Use(); }
    public sealed class HiddenRole : HiddenRoleTests { public HiddenRole() => Door.Socket.Use(); }
    public sealed class LabelSwap : LabelSwapTests { public LabelSwap() => Door.Socket.Use(); }
    public sealed class Membership : MembershipTests { public Membership() => Door.Socket.Use(); }
    public sealed class OnePerson : OnePersonTests { public OnePerson() => Door.Socket.Use(); }
    public sealed class OwnRequest : OwnRequestTests { public OwnRequest() => Door.Socket.Use(); }
    public sealed class ReopenedVotes : ReopenedVotesTests { public ReopenedVotes() => Door.Socket.Use(); }
    public sealed class Replicas : ReplicaTests { public Replicas() => Door.Socket.Use(); }
    public sealed class SecretHunt : SecretHuntTests { public SecretHunt() => Door.Socket.Use(); }
    public sealed class HomeTab : HomeTabTests { public HomeTab() => Door.Socket.Use(); }
    public sealed class HomeUpdate : HomeUpdateTests { public HomeUpdate() => Door.Socket.Use(); }
    public sealed class HomeFault : HomeFaultTests { public HomeFault() => Door.Socket.Use(); }
    public sealed class CallCount : CallCountTests { public CallCount() => Door.Socket.Use(); }
}
