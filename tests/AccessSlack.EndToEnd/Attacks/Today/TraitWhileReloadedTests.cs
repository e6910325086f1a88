using AccessSlack.EndToEnd.Infrastructure;

namespace AccessSlack.EndToEnd.Attacks.Today;

/// <summary>A trait is corrected while it is asked for.</summary>
public class TraitWhileReloadedTests
{
    /// <summary>The operator reloads to have the correction count: an older answer must not outlive that.</summary>
    [Fact]
    public async Task AnswerFromBeforeTheReload_IsNotKept()
    {
        await using var world = await PersonWorld.StartAsync();
        var (_, first) = await world.RequestAsync(approvals: 2);
        await world.ClickAsync(world.Carol, first, World.Approve); // by now it is known that the server selects
        var hold = world.Teleport.Hold("ListUsers");
        var click = world.ClickAsync(world.Bob, first, World.Approve);
        await hold.WaitUntilReachedAsync();
        world.Teleport.AddUser("bob").SlackIds = [];
        world.Teleport.AddUser("robert").SlackIds = [world.Bob.Id];
        world.Teleport.AddUser("robert").ReviewRoles = new HashSet<string> { "*" };
        world.Daemon.Reload(world.Toml());
        await world.Daemon.LoggedAsync("Configuration reloaded");
        hold.Release();
        await click;

        var (id, second) = await world.RequestAsync(approvals: 2);
        await world.ClickAsync(world.Bob, second, World.Approve);
        await world.Teleport.WaitUntilAsync(teleport => teleport.Request(id)!.Spec.Reviews.Count > 0);

        Assert.Equal("robert", Assert.Single(world.Teleport.Request(id)!.Spec.Reviews).Author);
    }
}
