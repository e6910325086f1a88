namespace AccessSlack.Hosting;

/// <summary>Receives the exception that ended a background loop; the process must then stop.</summary>
internal delegate void DefectHandler(Exception defect);
