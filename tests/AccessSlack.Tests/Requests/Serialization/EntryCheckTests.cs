using AccessSlack.Requests;
using AccessSlack.Requests.Serialization;
using AccessSlack.Tests.Samples;

namespace AccessSlack.Tests.Requests.Serialization;

public class EntryCheckTests
{
    [Theory]
    [InlineData("Ours", 5, 0, 0, null)]
    [InlineData("Ours", 5, 5, 5, null)]
    [InlineData("Ours", 6, 5, 5, null)]
    [InlineData("Ours", 4, 5, 0, "OlderThanMemory")]
    [InlineData("Ours", 4, 0, 5, "OlderThanMessage")]
    [InlineData("Ours", 5, 5, 6, "OlderThanMessage")]
    [InlineData("Unsealed", 9, 5, 5, "Unsealed")]
    [InlineData("Unsealed", 1, 0, 0, "Unsealed")]
    [InlineData("GoPlugin", 0, 0, 0, "GoPlugin")]
    [InlineData("GoPlugin", 0, 5, 0, "OlderThanMemory")]
    [InlineData("GoPlugin", 0, 0, 1, "OlderThanMemory")]
    public void FaultOf_Entry(string origin, int rev, int memory, int message, string? fault)
    {
        var entry = new LedgerEntry(Enum.Parse<EntryOrigin>(origin), $"{rev}", Of(rev));

        var found = EntryCheck.FaultOf(entry, memory == 0 ? null : Of(memory), message, isOpen: true);

        Assert.Equal(fault, found?.ToString());
    }

    [Fact]
    public void FaultOf_SameRevUnderAnotherSeal_IsOlder()
    {
        var entry = new LedgerEntry(EntryOrigin.Ours, "5", Of(5) with { Seal = "another" });

        Assert.Equal(EntryFault.OlderThanMemory, EntryCheck.FaultOf(entry, Of(5), 0, isOpen: true));
    }

    [Theory]
    [InlineData(0, 0, true, false)]
    [InlineData(5, 0, true, true)]
    [InlineData(0, 5, true, true)]
    [InlineData(5, 5, false, false)]
    public void FaultOf_NoEntry_IsRemovedIfOneIsKnownAndTheRequestIsOpen(
        int memory,
        int message,
        bool isOpen,
        bool isFault
    )
    {
        var fault = EntryCheck.FaultOf(null, memory == 0 ? null : Of(memory), message, isOpen);

        Assert.Equal(isFault ? EntryFault.Removed : null, fault);
    }

    private static Ledger Of(long rev) => Some.Ledger() with { Rev = rev, Seal = "seal" };
}
