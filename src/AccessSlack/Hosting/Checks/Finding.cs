namespace AccessSlack.Hosting.Checks;

/// <summary>A problem that an operator should fix.</summary>
/// <param name="IsFault">True if the daemon could not do its job; false if only a part of it is affected.</param>
/// <param name="Code">For scripts: identifies the kind of problem.</param>
/// <param name="Subject">Where: a key, a file, a channel.</param>
/// <param name="Message">What is wrong. Contains no secret.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Finding(bool IsFault, string Code, string Subject, string Message, string Remedy)
{
    public static Finding Fault(string code, string subject, string message, string cure) =>
        new(IsFault: true, code, subject, message, cure);

    public static Finding Warning(string code, string subject, string message, string cure) =>
        new(IsFault: false, code, subject, message, cure);
}

/// <summary>The result of a check.</summary>
/// <param name="Facts">What is fine, by name: versions, names, days left.</param>
/// <param name="Findings">In the order in which an operator would fix them.</param>
internal sealed record CheckReport(List<(string Name, string Value)> Facts, List<Finding> Findings)
{
    public bool HasFaults => Findings.Exists(finding => finding.IsFault);
}
