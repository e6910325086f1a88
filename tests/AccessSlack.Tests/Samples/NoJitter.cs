namespace AccessSlack.Tests.Samples;

/// <summary>The longest delays: a chance of 0 shortens none.</summary>
internal sealed class NoJitter : Random
{
    public override double NextDouble() => 0;
}
