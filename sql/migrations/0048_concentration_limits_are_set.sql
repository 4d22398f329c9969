-- A regulator sets the bounds of concentration (R-03).
grant update (share_max) on concentration_limit to rongtong_app;
