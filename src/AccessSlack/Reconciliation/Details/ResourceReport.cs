using System.Collections.Immutable;
using AccessSlack.Requests.Resources;
using AccessSlack.Teleport;
using AccessSlack.Tracking;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Reconciliation.Details;

/// <summary>Tells the operator once for each kind of resource why it is shown by ids; again after a reload.</summary>
internal sealed partial class ResourceReport(CurrentPolicy policy, ILogger<ResourceReport> logger)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Kind, TeleportFailure Failure)> _told = [];
    private ResourceSettings? _settings;

    public void Failed(ImmutableArray<ResourceFailure> failures)
    {
        foreach (var failure in failures.Where(IsNew))
        {
            // Teleport leaves out in silence what our role does not allow, and also what does not exist.
            if (failure.Failure == TeleportFailure.NothingShown) Log.NothingShown(logger, failure.Kind, Cure(failure));
            else Log.Failed(logger, failure.Kind, failure.Failure, failure.Message, Cure(failure));
        }
    }

    private bool IsNew(ResourceFailure failure)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(policy.Now.Resources, _settings)) _told.Clear();
            _settings = policy.Now.Resources;
            return _told.Add((failure.Kind, failure.Failure));
        }
    }

    private static string Cure(ResourceFailure failure) => failure.Failure switch
    {
        TeleportFailure.NotPermitted =>
            $"Give a role of the plugin's user the rule {failure.Kind}: [list, read]. {OrTurnOff}",
        TeleportFailure.NothingShown when failure.Kind == "windows_desktop" =>
            "give a role of the plugin's user windows_desktop_labels: {'*': '*'}",
        TeleportFailure.NothingShown =>
            "give a role of the plugin's user review_requests.preview_as_roles: [list-access-request-resources] " +
                "(Teleport 13 and later)",
        TeleportFailure.Unsupported or TeleportFailure.Refused =>
            $"This release of Teleport does not list them. {OrTurnOff}",
        _ => "It is tried again with the next request",
    };

    private const string OrTurnOff = "Or set resource_names = false under [teleport]";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5860,
            Level = LogLevel.Warning,
            Message = "Resources of the kind {Kind} are shown by their ids, because they cannot be looked up " +
                "({Failure}): {Detail}. {Cure}"
        )]
        public static partial void Failed(
            ILogger logger,
            string kind,
            TeleportFailure failure,
            string detail,
            string cure
        );

        [LoggerMessage(
            EventId = 5861,
            Level = LogLevel.Information,
            Message = "Teleport shows none of the requested resources of the kind {Kind}, so they are shown by their " +
                "ids. If they exist, {Cure}"
        )]
        public static partial void NothingShown(ILogger logger, string kind, string cure);
    }
}
