using System.Net;
using AccessSlack.Http;

namespace AccessSlack.Tests.Http;

public class SharedRoomTests
{
    private readonly SharedRoom<Guest> _room = new(16);

    [Fact]
    public void TryHold_Full_EndsWhatHasNotAdvancedForLongest()
    {
        var guests = Enumerable.Range(0, 16).Select(i => new Guest($"10.0.0.{i}", i)).ToList();
        foreach (var guest in guests) Assert.Empty(Hold(guest));
        guests[0].Advanced = 17;

        Assert.Equal([guests[1]], Hold(new("10.0.1.0", 18)));
        Assert.Equal([guests[2], guests[3]], Hold(new("10.0.1.1", 19), amount: 2));
        Assert.Equal(16, _room.Held);
    }

    [Fact]
    public void TryHold_OneClientHoldsMoreThanItsShare_EndsOneOfItsOwn()
    {
        var slack = new Guest("192.0.2.1", 0);
        Hold(slack);
        var strangers = Enumerable.Range(1, 15).Select(i => new Guest("192.0.2.2", i)).ToList();
        foreach (var stranger in strangers) Hold(stranger);

        Assert.Equal([strangers[0]], Hold(new("192.0.2.2", 16)));
        Assert.Equal([strangers[1]], Hold(new("192.0.2.3", 17)));
        Assert.True(_room.Contains(slack));
    }

    [Fact]
    public void TryHold_AddressesOfOneIPv6Network_AreOneClient()
    {
        var slack = new Guest("2001:db8:1::1", 0);
        Hold(slack);
        var strangers = Enumerable.Range(1, 15).Select(i => new Guest($"2001:db8:2::{i}", i)).ToList();
        foreach (var stranger in strangers) Hold(stranger);

        Assert.Equal([strangers[0]], Hold(new("2001:db8:3::1", 16)));
    }

    [Fact]
    public void TryHold_NothingMayBeEnded_Refuses()
    {
        for (var i = 0; i < 16; i++) Hold(new("192.0.2.1", i) { MayBeEnded = false });
        var late = new Guest("192.0.2.2", 16);

        Assert.False(_room.TryHold(late, 1, out var ended));
        Assert.Empty(ended);
        Assert.False(_room.Contains(late));
        Assert.Equal(16, _room.Held);
    }

    [Fact]
    public void TryHold_Again_ReplacesTheAmountAndLeaveFreesIt()
    {
        var guest = new Guest("192.0.2.1", 0);
        Hold(guest, 10);
        Assert.Empty(Hold(guest, 16));
        Assert.Equal(16, _room.Held);
        _room.Leave(guest);
        _room.Leave(guest);
        Assert.Equal(0, _room.Held);
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::1", "192.0.2.1", false)]
    public void ClientAddress_OfTwoAddresses_IsTheSameForOneClient(string one, string other, bool isSame) =>
        Assert.Equal(isSame, ClientAddress.Of(IPAddress.Parse(one)) == ClientAddress.Of(IPAddress.Parse(other)));

    private List<Guest> Hold(Guest guest, long amount = 1)
    {
        Assert.True(_room.TryHold(guest, amount, out var ended));
        return ended;
    }

    private sealed class Guest(string address, long advanced) : IOccupant
    {
        public ClientAddress Client { get; } = ClientAddress.Of(IPAddress.Parse(address));

        public long Advanced { get; set; } = advanced;

        public bool MayBeEnded { get; init; } = true;
    }
}
