namespace AccessSlack.Hosting;

/// <summary>Receives the exception of a background loop that ended, after which the process must not go on.</summary>
internal delegate void DefectHandler(Exception defect);
