namespace AccessSlack.Teleport.Connections.Routing;

/// <summary>There is no way to the auth server, and it is known why.</summary>
internal sealed class RouteException(TeleportFailure failure, RouteProblem problem, Exception? inner = null)
    : Exception(problem.Sentence, inner)
{
    /// <summary>What to do about it.</summary>
    public TeleportFailure Failure { get; } = failure;

    public RouteProblem Problem { get; } = problem;
}
