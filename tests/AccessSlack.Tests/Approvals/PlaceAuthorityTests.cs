using System.Collections.Immutable;
using AccessSlack.Approvals;
using AccessSlack.Requests;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Approvals;

public class PlaceAuthorityTests
{
    private const string Direct = "D0BOB00001";
    private const string Bob = "bob@example.com";

    private static readonly Approver Named = ResolvedPrincipals.Of(Some.Recipient);

    private static readonly PlaceAuthority Resolved =
        For(ResolvedPrincipals.None.With(Named, Some.Channel), Some.Recipient, Bob);

    [Fact]
    public void HasApprovers_NamesInTheLedger_CountForNothingOnceTheIdIsKnown()
    {
        Assert.True(Resolved.HasApprovers(Some.Request(), "dba", Some.Posted(name: "other")));
        Assert.False(Resolved.HasApprovers(Some.Request(), "dba", Some.Posted(channel: "C0EVIL0001")));
        Assert.False(Resolved.HasApprovers(Some.Request(), "dba", Some.Posted(channel: "D0EVIL0001")));
    }

    [Fact]
    public void HasApprovers_IdIsNotKnown_GoesByTheLedger()
    {
        var open = For(ResolvedPrincipals.None, Some.Recipient);
        Assert.True(open.HasApprovers(Some.Request(), "dba", Some.Posted()));
        Assert.False(open.HasApprovers(Some.Request(), "dba", Some.Posted(name: "other")));
        Assert.False(open.HasApprovers(Some.Request(), "dba", Some.Posted(channel: "D0EVIL0001")));
    }

    [Fact]
    public void HasApprovers_NameDidNotExist_Never()
    {
        var missing = For(ResolvedPrincipals.None with { Missing = [Named] }, Some.Recipient);
        Assert.False(missing.HasApprovers(Some.Request(), "dba", Some.Posted()));
    }

    [Fact]
    public void HasApprovers_ChannelIsTooLargeOrTheMessageIsACopy_Never()
    {
        var large = Resolved with { Principals = Resolved.Principals with { TooLarge = [Some.Channel] } };
        Assert.False(large.HasApprovers(Some.Request(), "dba", Some.Posted()));
        Assert.True(large.IsNamed(Some.Request(), "dba", Some.Posted()));
        var copy = Some.Posted() with { Names = Delivery.NamesOfExtraCopy(Some.Channel, Some.Ts) };
        Assert.False(Resolved.HasApprovers(Some.Request(), "dba", copy));
    }

    [Fact]
    public void Grants_Channel_NeedsMembership()
    {
        Assert.True(Resolved.Grants(Some.Request(), "dba", Some.Posted(), Some.Who));
        Assert.False(Resolved.Grants(Some.Request(), "dba", Some.Posted(), Some.Who with { Places = [] }));
        Assert.False(Resolved.Grants(Some.Request(), "dba", Some.Posted(), Some.Who with { Places = ["C0OTHER001"] }));
    }

    /// <summary>Whose direct message it is, the ledger says; who clicks there, Slack does.</summary>
    [Fact]
    public void Grants_DirectMessage_NeedsTheConfiguredPersonWhateverTheLedgerSays()
    {
        var direct = Some.Posted(Bob, Direct);
        var known = Resolved.Principals.With(ResolvedPrincipals.Of(Bob), Some.Actor.SlackUserId);
        var mallory = Some.Who with { Actor = Some.Actor with { SlackUserId = "U0MALLORY1" } };

        Assert.True((Resolved with { Principals = known }).Grants(Some.Request(), "dba", direct, Some.Who));
        Assert.False((Resolved with { Principals = known }).Grants(Some.Request(), "dba", direct, mallory));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void IsAmong_AddressWhoseIdIsNotKnown_CountsUnlessOthersMayDecide(bool allowExternal, bool counts) =>
        Assert.Equal(
            counts,
            (Resolved with { AllowExternal = allowExternal }).IsAmong([ResolvedPrincipals.Of(Bob)], Some.Who)
        );

    [Fact]
    public void IsAmong_AddressOfAnotherAccount_DoesNotCount()
    {
        var known = Resolved.Principals.With(ResolvedPrincipals.Of(Bob), "U0FIRSTBOB");
        Assert.False((Resolved with { Principals = known }).IsAmong([ResolvedPrincipals.Of(Bob)], Some.Who));
    }

    [Fact]
    public void Then_LaterLookUp_NeverReplacesAnId()
    {
        var other = ResolvedPrincipals.Of("other");
        var later = ResolvedPrincipals.None.With(Named, "C0SECOND01") with { Missing = [other] };
        var both = Resolved.Principals.With(other, "C0OTHER001").Then(later);
        Assert.Equal((Some.Channel, "C0OTHER001"), (both.IdOf(Named), both.IdOf(other)));
        Assert.Empty(both.Missing);
    }

    private static PlaceAuthority For(ResolvedPrincipals principals, params string[] recipients) =>
        new(
            new(ImmutableDictionary<string, ImmutableArray<string>>.Empty, [.. recipients]),
            principals,
            AllowExternal: false
        );
}
