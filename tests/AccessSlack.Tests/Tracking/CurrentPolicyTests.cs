using AccessSlack.Tests.Samples;
using AccessSlack.Tracking;

namespace AccessSlack.Tests.Tracking;

public sealed class CurrentPolicyTests
{
    [Fact]
    public void Now_BeforeTheStartChecks_IsADefect()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new CurrentPolicy().Now);

        Assert.Equal("no policy is in force before the start checks are done", exception.Message);
    }

    [Fact]
    public void Now_Replaced_IsTheLatest()
    {
        using var scene = new DecisionScene();
        var (policy, next) = (scene.Get<CurrentPolicy>(), Some.Policy("dba-team"));

        scene.Use(next);

        Assert.Same(next, policy.Now.Policy);
    }
}
