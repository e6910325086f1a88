namespace AccessSlack;

/// <summary>README.md, "Commands", says when each is used.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Faults = 1;
    public const int Usage = 64;
    public const int Unavailable = 69;
    public const int Defect = 70;
    public const int CannotWrite = 74;
    public const int NotPermitted = 77;
    public const int Configuration = 78;
}
