namespace AccessSlack.Sandbox.Teleport;

/// <summary>
/// What one Teleport release can do. All differences between releases that the simulator knows are here; they come from
/// docs/protocols/teleport.md, sections 1 to 4 and 6.
/// </summary>
internal sealed class TeleportRelease
{
    private readonly Version _version;

    /// <param name="version">
    /// Semantic version without a leading v, for example <c>12.4.0</c>; a pre-release suffix is ignored.
    /// </param>
    public TeleportRelease(string version)
    {
        Text = version;
        _version = Version.Parse(version.Split('-', '+')[0]);
    }

    public string Text { get; }

    public int Major => _version.Major;

    /// <summary>Whether it has request and resolve reasons, and annotations.</summary>
    public bool HasReasons => Since(4, 4, 3);

    /// <summary>An approval may grant a part of the roles. Earlier ones drop the list, and grant all of them.</summary>
    public bool HasRoleOverrides => Since(4, 4, 3);

    public bool HasReviews => Since(6, 1);

    /// <summary>
    /// From here on a missing list or read permission narrows lists instead of refusing them, and plugin data has
    /// permissions of its own.
    /// </summary>
    public bool NarrowsLists => Since(6, 1);

    /// <summary>
    /// The right to update access requests includes their plugin data: up to 6.0 nothing else does, and 6.2.1 and
    /// 8.3.17 were seen to take either.
    /// </summary>
    public bool UpdateIncludesPluginData => !Since(9);

    public bool MissingIdIsNotFound => !Since(6);

    public bool LimitsReasons => Since(8, 3);

    public bool HasResources => Since(10);

    /// <summary>
    /// 8 and 9 list databases and applications only, and take no condition: no client of access requests can use that.
    /// </summary>
    public bool ListsResources => Since(10);

    public bool HasKubeServers => Since(11);

    public bool PreviewsAsRoles => Since(13);

    public bool HasUserGroups => Since(15);

    /// <summary>As a type of their own. The first release is not known; 15 has them among the applications.</summary>
    public bool ListsServiceProviders => Since(16);

    public bool HasUnaryList => !Since(13);

    public bool HasStreamedList => Since(10) || Within(9, 3, 4) || Within(8, 3, 14);

    /// <summary>
    /// Since 16; the backports to 14 and 15 date from March 2024, their exact releases are not verified.
    /// </summary>
    public bool HasPagedList => Since(16) || Within(15, 2, 0) || Within(14, 3, 15);

    public bool HasPartialWatch => Since(13);

    /// <summary>The line of 15; the exact release is not verified.</summary>
    public bool HasMonitoringRules => Since(15);

    /// <summary>Rules are listed by subject and plugin.</summary>
    public bool HasFilteredRules => Since(16);

    /// <summary>
    /// Rules may have schedules and automatic reviews, and a condition is parsed when a rule is written. The first
    /// release is not verified.
    /// </summary>
    public bool HasRuleSchedules => Since(18);

    public bool HasPromotion => Since(14);

    public bool RefusesReviewOfResolved => Since(14);

    public bool HasRevision => Since(14);

    /// <summary>
    /// Users cannot decide their own requests, active access requests prevent decisions, and administrative actions may
    /// need MFA.
    /// </summary>
    public bool GuardsAdminActions => Since(15);

    public bool ChecksClientVersion => Since(16);

    public bool HasTimeOrderedIds => Since(16);

    /// <summary>The expiry is in Spec.ResourceExpiry, and a periodic scan removes expired requests.</summary>
    public bool HasResourceExpiry => Since(17);

    /// <summary>The first release is not known more exactly (docs/protocols/teleport.md 1.4).</summary>
    public bool HasLaterStart => Since(17);

    /// <summary>The same; with the kind came resources that are requested in part.</summary>
    public bool HasRequestKind => Since(18);

    /// <summary>UsersService. The first release is not known more exactly (docs/protocols/teleport.md 1.1).</summary>
    public bool HasUsersService => Since(18);

    /// <summary>
    /// UsersService filters by trait: from a release of 18 of May 2026 on; which one is not verified. Earlier ones drop
    /// the filter.
    /// </summary>
    public bool FiltersUsersByTrait => Since(18, 8);

    /// <summary>
    /// Reviews may be submitted for other users. Releases of 18 since August 2026; the documentation names 18.11, which
    /// is not verified. Earlier ones drop the field that asks for it.
    /// </summary>
    public bool HasReviewsForUsers => Since(18, 11);

    /// <summary>The proxy passes connections for <c>teleport-auth@…</c> on to the auth server.</summary>
    public bool HasTlsRouting => Since(8);

    /// <summary>The proxy upgrades connections to bytes as they are.</summary>
    public bool HasLegacyUpgrade => Since(12) && !Since(19);

    public bool HasUpgrade => HasLegacyUpgrade || HasWebSocketUpgrade;

    public bool HasWebSocketUpgrade => Since(15, 1);

    /// <summary>Whether the proxy applies the mask of the frames in an upgraded connection.</summary>
    public bool Unmasks => !Since(15, 3) || Since(18);

    public bool KnowsFilterState(string name) =>
        name is "NONE" or "PENDING" or "APPROVED" or "DENIED" || (name == "PROMOTED" && HasPromotion);

    /// <summary>How the watch of a slow reader ends; null for a clean end of the stream.</summary>
    public GrpcFailure? WatchOverflow => this switch
    {
        _ when !Since(6, 3) => null,
        _ when !Since(16) => new GrpcFailure(GrpcCode.InvalidArgument, "buffer overflow"),
        _ => new GrpcFailure(GrpcCode.Unknown, "event fanout system reset"),
    };

    /// <summary>How a watch on unknown kinds is refused.</summary>
    public GrpcCode UnknownKind => Since(5) ? GrpcCode.InvalidArgument : GrpcCode.PermissionDenied;

    /// <summary>Whether a client of this version is accepted; one without a version always is.</summary>
    public bool Admits(string clientVersion) =>
        !ChecksClientVersion
        || (
            Version.TryParse(clientVersion.Split('-', '+')[0], out var client) && client >= new Version(Major - 1, 0, 0)
        );

    private bool Since(int major, int minor = 0, int patch = 0) => _version >= new Version(major, minor, patch);

    private bool Within(int major, int minor, int patch) => Major == major && Since(major, minor, patch);
}
