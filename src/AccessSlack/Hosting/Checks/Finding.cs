namespace AccessSlack.Hosting.Checks;

/// <summary>Something that a person should mend.</summary>
/// <param name="IsFault">The daemon could not do its work; otherwise only a part of it suffers.</param>
/// <param name="Code">For scripts; the same for the same kind of fault.</param>
/// <param name="Subject">Where: a key, a file, a channel.</param>
/// <param name="Message">What is wrong. Holds no secret.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Finding(bool IsFault, string Code, string Subject, string Message, string Remedy)
{
    public static Finding Fault(string code, string subject, string message, string cure) =>
        new(IsFault: true, code, subject, message, cure);

    public static Finding Warning(string code, string subject, string message, string cure) =>
        new(IsFault: false, code, subject, message, cure);
}

/// <summary>What a check found.</summary>
/// <param name="Facts">What is well, by name: versions, names, days left.</param>
/// <param name="Findings">In the order in which a person would mend them.</param>
internal sealed record CheckReport(List<(string Name, string Value)> Facts, List<Finding> Findings)
{
    public bool HasFaults => Findings.Exists(finding => finding.IsFault);
}
