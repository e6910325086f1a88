namespace AccessSlack;

/// <summary>When each is used is in README.md, under "Commands".</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Faults = 1;
    public const int Usage = 64;
    public const int Unavailable = 69;
    public const int Defect = 70;
    public const int NotPermitted = 77;
    public const int Configuration = 78;
}
