using AccessSlack.Tests.Http;

namespace AccessSlack.Tests.SocketMode;

/// <summary>What waits for its answer takes no more memory than there is room for.</summary>
public sealed class SocketFloodTests
{
    private const int Count = 100;
    private const int InHand = 18; // of 900 KiB in 16 MiB
    private const int Looks = 20_000; // far longer than one takes to be read

    private static readonly string Filling = new('x', 900 * 1024);

    [Fact]
    public async Task Flood_OfLargeEnvelopes_IsReadOnlyAsFastAsItIsAnswered()
    {
        var (scene, socket) = await SocketScene.StartAsync();
        await using var _ = scene;
        scene.Work = () => new TaskCompletionSource().Task; // answered when the time is over

        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++) await socket.SendAsync(Large(i));
        });
        for (var answered = 0; answered < Count;)
        {
            var handled = await WhenStillAsync(scene, int.Min(answered + InHand, Count));
            Assert.InRange(handled - answered, 1, InHand + 2);
            scene.Time.Advance(TimeSpan.FromSeconds(2.5));
            for (; answered < handled; answered++) await socket.ReceiveAsync();
        }

        await sending;
    }

    /// <summary>So many envelopes at least have come through, and no more come.</summary>
    private static async Task<int> WhenStillAsync(SocketScene scene, int least)
    {
        var (last, looks) = (0, 0);
        await Until.HoldsAsync(() =>
        {
            looks = scene.Handled.Count == last ? looks + 1 : 0;
            last = scene.Handled.Count;
            return last >= least && looks >= Looks;
        });
        return last;
    }

    private static string Large(int i) =>
        Envelopes.Press($"e-{i}", Payload.With("\"enterprise\":null", $"\"filling\":\"{Filling}\""));
}
